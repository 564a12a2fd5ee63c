using System.Runtime.InteropServices;

namespace OptPolicy.Kernels.Speculation;

/// <summary>Guesses with a head that reads the target's hidden states (EAGLE-3: Li et al., arXiv:2503.01840), in chains: trees are not verified bit for bit.</summary>
/// <remarks>Runs nothing until it is asked: hidden rows wait, at most <c>MostRows</c> of them, until the first proposal reads them at once.</remarks>
public sealed class EagleDrafter : IDrafter
{
    private const int MostRows = 2048;
    private const int ChunkRows = 256;

    private readonly DraftHeadLane _head;
    private readonly IDisposable? _owner;
    private readonly List<int> _sequence = [];
    private readonly FeatureRows _features;
    private readonly GuessSampler _sampler;
    private readonly float[] _state;
    private readonly float[] _logits;

    // Row i of the head's cache belongs to the token at _first + i of the sequence, for the first _rows rows: those that the target's states made.
    private int _first;
    private int _rows;

    /// <summary>Creates a drafter.</summary>
    /// <param name="head">A lane of the head that was trained for the target.</param>
    /// <param name="owner">Disposed with the drafter: the lane's lease, or the lane itself.</param>
    public EagleDrafter(DraftHeadLane head, IDisposable? owner = null)
    {
        _head = head;
        _owner = owner;
        _features = new FeatureRows(head.FeatureWidth, MostRows);
        _sampler = new GuessSampler(head.VocabularySize);
        _state = new float[head.HiddenSize];
        _logits = head.TargetTokens.IsEmpty ? [] : new float[head.VocabularySize];
    }

    /// <inheritdoc/>
    public string Name => "eagle";

    /// <inheritdoc/>
    public bool RunsModel => true;

    /// <inheritdoc/>
    public bool GivesProbabilities => true;

    /// <inheritdoc/>
    public void Begin(ReadOnlySpan<int> prompt)
    {
        // A row reads the token after its own: both must be the same for the row to be kept.
        var common = CollectionsMarshal.AsSpan(_sequence).CommonPrefixLength(prompt);
        _rows = Math.Clamp(common - 1 - _first, 0, _rows);
        _sequence.Clear();
        _sequence.AddRange(prompt);
        _features.Clear();
    }

    /// <inheritdoc/>
    public void Commit(ReadOnlySpan<int> tokens, HiddenRows hidden)
    {
        _sequence.AddRange(tokens);
        _features.Add(hidden);
    }

    /// <inheritdoc/>
    public int Propose(Span<int> draft, in DraftContext context)
    {
        // Tokens that a constraint forced have no states yet.
        if (_features.Count == 0 || _features.End != _sequence.Count - 1)
            return 0;
        Align();
        var room = _head.Capacity - _rows - _features.Count;
        if (room < 0)
            return 0;
        var logits = CatchUp(context.CancellationToken);
        for (var i = 0; ; i++)
        {
            draft[i] = _sampler.Guess(Spread(logits), i, context);
            if (i + 1 >= Math.Min(draft.Length, 1 + room))
                return i + 1;
            logits = _head.Forward(draft.Slice(i, 1), [], _state, _state, context.CancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _owner?.Dispose();

    /// <summary>Closes the lane for good.</summary>
    internal void Close() => _head.Dispose();

    // The target may start anywhere: behind the rows that are there (states of a reused prompt are gone for good), or within them.
    private void Align()
    {
        if (_rows == 0 || _features.Start > _first + _rows || _features.Start < _first)
            (_first, _rows) = (_features.Start, 0);
        else
            _rows = _features.Start - _first;
        _head.Truncate(_rows);
    }

    private Span<float> CatchUp(CancellationToken cancellationToken)
    {
        var sequence = CollectionsMarshal.AsSpan(_sequence);
        while (true)
        {
            var rows = Math.Min(_features.Count, ChunkRows);
            var isLast = rows == _features.Count;
            var logits = _head.Forward(sequence.Slice(_features.Start + 1, rows), _features.From(_features.Start, rows), [], _state, cancellationToken);

            // The last row stays, so that the next proposal has something to start from even if nothing new is committed before it.
            var done = isLast ? rows - 1 : rows;
            _rows += done;
            _features.DropBefore(_features.Start + done);
            if (isLast)
                return logits;
        }
    }

    private Span<float> Spread(Span<float> logits)
    {
        var targets = _head.TargetTokens;
        if (targets.IsEmpty)
            return logits;
        Array.Fill(_logits, float.NegativeInfinity);
        for (var i = 0; i < targets.Length; i++)
            _logits[targets[i]] = logits[i];
        return _logits;
    }
}
