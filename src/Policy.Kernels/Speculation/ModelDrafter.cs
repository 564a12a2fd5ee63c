using System.Runtime.InteropServices;
using OptPolicy.Kernels.Decoding;

namespace OptPolicy.Kernels.Speculation;

/// <summary>Guesses with a smaller model of the same tokenizer, on a lane of its own (Leviathan et al., arXiv:2211.17192).</summary>
/// <remarks>
/// Guesses are chosen as the target chooses: the same temperature and truncation, and the same random numbers, which are tied to the position.
/// Two models whose distributions differ by d in total variation then choose the same token with probability (1 − d)/(1 + d) or more.
/// Penalties and constraints are left to the target.
/// </remarks>
public sealed class ModelDrafter : IDrafter
{
    private readonly DecoderLane _lane;
    private readonly IDisposable? _owner;
    private readonly List<int> _sequence = [];
    private readonly GuessSampler _sampler;

    // Tokens at the start of the lane's cache that are known to be the sequence's.
    private int _agreed;

    /// <summary>Creates a drafter.</summary>
    /// <param name="lane">A lane of the draft model, which must have the target's tokenizer: drafts are token ids.</param>
    /// <param name="owner">Disposed with the drafter: the lane's lease, or the lane itself.</param>
    public ModelDrafter(DecoderLane lane, IDisposable? owner = null)
    {
        _lane = lane;
        _owner = owner;
        _sampler = new GuessSampler(lane.Spec.VocabularySize);
    }

    /// <inheritdoc/>
    public string Name => "draft";

    /// <inheritdoc/>
    public bool RunsModel => true;

    /// <inheritdoc/>
    public bool GivesProbabilities => true;

    /// <inheritdoc/>
    public void Begin(ReadOnlySpan<int> prompt)
    {
        _sequence.Clear();
        _sequence.AddRange(prompt);
        _agreed = 0;
    }

    /// <inheritdoc/>
    public void Commit(ReadOnlySpan<int> tokens, HiddenRows hidden) => _sequence.AddRange(tokens);

    /// <inheritdoc/>
    public int Propose(Span<int> draft, in DraftContext context)
    {
        var room = _lane.Capacity - _sequence.Count;
        if (room < 1 || !FitsVocabulary())
            return 0;
        var logits = CatchUp(context.CancellationToken);
        for (var i = 0; ; i++)
        {
            draft[i] = _sampler.Guess(logits, i, context);
            if (i + 1 >= Math.Min(draft.Length, room))
                return i + 1;
            logits = _lane.Forward(draft.Slice(i, 1), 1, context.CancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _owner?.Dispose();

    // What the cache holds beyond the agreed part may be guesses that came true; what did not is forgotten.
    private Span<float> CatchUp(CancellationToken cancellationToken)
    {
        var sequence = CollectionsMarshal.AsSpan(_sequence);
        var common = Math.Min(_agreed, Math.Min(_lane.Length, sequence.Length));
        common += _lane.Tokens[common..].CommonPrefixLength(sequence[common..]);
        common = Math.Min(common, sequence.Length - 1);
        _lane.Truncate(common);
        var logits = Prefill.Run(_lane, sequence[common..], cancellationToken);
        _agreed = sequence.Length;
        return logits;
    }

    private bool FitsVocabulary()
    {
        foreach (var token in CollectionsMarshal.AsSpan(_sequence)[_agreed..])
        {
            if ((uint)token >= (uint)_lane.Spec.VocabularySize)
                return false;
        }

        return true;
    }
}
