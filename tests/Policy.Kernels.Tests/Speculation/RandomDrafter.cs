using OptPolicy.Kernels.Speculation;

namespace OptPolicy.Kernels.Tests.Speculation;

/// <summary>Guesses what a plain run gave, wrong in places: from always right to garbage that no vocabulary holds.</summary>
internal sealed class RandomDrafter(int seed, double right, int[] truth, int vocabulary, bool runsModel = false) : IDrafter
{
    private readonly Random _random = new(seed);
    private int _answered;

    public string Name => "random";

    public bool RunsModel => runsModel;

    public int Confidence => seed % (IDrafter.MaxConfidence + 1);

    public void Begin(ReadOnlySpan<int> prompt) => _answered = 0;

    public void Commit(ReadOnlySpan<int> tokens, HiddenRows hidden) => _answered += tokens.Length;

    public int Propose(Span<int> draft, in DraftContext context)
    {
        var count = right is 0 or 1 ? draft.Length : _random.Next(draft.Length + 1);
        for (var i = 0; i < count; i++)
            draft[i] = _answered + i < truth.Length && _random.NextDouble() < right ? truth[_answered + i] : _random.Next(-1, vocabulary + 2);
        return count;
    }

    public void Dispose()
    {
    }
}
