using OptPolicy.Kernels.Speculation;

namespace OptPolicy.Evaluation.Decoding;

/// <summary>Guesses that are right or wrong on purpose: what an adversary would do to a cost model.</summary>
/// <param name="truth">The answer.</param>
/// <param name="isRight">Whether the guess of an index of the answer is right.</param>
/// <param name="runsModel">Whether it claims to run a model, so that it can only be judged by verifying.</param>
internal sealed class ScriptedDrafter(int[] truth, Func<int, bool> isRight, bool runsModel) : IDrafter
{
    private int _answered;

    public string Name => "scripted";

    public bool RunsModel => runsModel;

    public void Begin(ReadOnlySpan<int> prompt) => _answered = 0;

    public void Commit(ReadOnlySpan<int> tokens, HiddenRows hidden) => _answered += tokens.Length;

    public int Propose(Span<int> draft, in DraftContext context)
    {
        for (var i = 0; i < draft.Length; i++)
        {
            var index = _answered + i;
            var token = index < truth.Length ? truth[index] : 0;
            draft[i] = isRight(index) ? token : token == 0 ? 1 : token - 1;
        }

        return draft.Length;
    }

    public void Dispose()
    {
    }
}
