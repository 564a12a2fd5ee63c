using OptPolicy.Kernels.Constraints;

namespace OptPolicy.Kernels.Tests.Speculation;

/// <summary>Answers are groups of two free tokens from a small range, each group followed by three forced ones; complete after each group.</summary>
internal sealed class GroupsConstraint(int vocabulary, int endToken) : ITokenConstraint
{
    private static readonly int[] Separator = [1, 2, 3];
    private int _length;

    public bool IsComplete => _length > 0 && _length % 5 == 0;

    public void Fill(TokenSet allowed)
    {
        allowed.Clear();
        if (_length % 5 >= 2)
        {
            allowed.Add(Separator[(_length % 5) - 2]);
            return;
        }

        for (var token = 4; token < vocabulary / 2; token++)
        {
            if (token != endToken)
                allowed.Add(token);
        }

        if (IsComplete)
            allowed.Add(endToken);
    }

    public void Advance(int token)
    {
        var allowed = new TokenSet(vocabulary);
        Fill(allowed);
        Assert.True(allowed.Contains(token), $"{token} is not allowed at {_length}");
        _length++;
    }

    public int Forced(Span<int> tokens)
    {
        var place = _length % 5;
        if (place < 2)
            return 0;
        Separator.AsSpan(place - 2).CopyTo(tokens);
        return 5 - place;
    }
}
