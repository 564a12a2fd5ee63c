namespace OptPolicy.Language.Parsing;

/// <summary>Shares the strings of equal tokens: a policy repeats few words many times.</summary>
internal sealed class TokenTexts
{
    private const int LengthMax = 24;

    private readonly string?[] _slots = new string?[512];

    public string Get(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > LengthMax)
        {
            return text.ToString();
        }

        var hash = 17u;
        foreach (var c in text)
        {
            hash = (hash * 31) + c;
        }

        ref var slot = ref _slots[hash & 511];
        if (slot is not null && text.SequenceEqual(slot))
        {
            return slot;
        }

        return slot = text.ToString();
    }
}
