using System.Runtime.InteropServices;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Sampling;
using OptPolicy.Kernels.Speculation;

namespace OptPolicy.Kernels.Decoding;

/// <summary>
/// One answer being generated, a round at a time: the model runs over the last token and some guesses of what follows, every row of logits
/// chooses a token exactly as it would without guesses, and the guesses that were wrong are forgotten. Single-threaded.
/// </summary>
/// <remarks>The lane belongs to the caller: after the last round it holds all of the prompt and the answer but what the last round chose last, ready for reuse.</remarks>
public sealed class Generation
{
    private readonly DecoderLane _lane;
    private readonly GenerationAnswer _answer;
    private readonly Lookahead? _lookahead;
    private readonly TimeProvider? _time;
    private readonly SamplingOptions _sampling;
    private readonly int[] _prompt;

    // Tokens that belong to the sequence and are not in the cache yet: the last chosen one and whatever a constraint forced after it.
    private readonly List<int> _pending = [];
    private readonly List<int> _input = [];
    private int _committed;
    private bool _hasStarted;

    /// <summary>Prepares a generation; nothing runs yet.</summary>
    /// <param name="lane">A lane; the tokens in its cache that the prompt starts with are reused, the others forgotten. It must not be used otherwise until the generation is over.</param>
    /// <param name="request">What to generate.</param>
    /// <param name="drafters">Who may guess besides the request's hints; they must serve no other generation meanwhile. They are not disposed here.</param>
    /// <param name="costs">What the model's calls cost, for choosing how much to draft; without it every round drafts as much as it may.</param>
    /// <param name="certificate">What is known about the model's exactness. An exact one also sets how the lane pads its calls, whether or not the request speculates.</param>
    /// <exception cref="ArgumentException">The prompt is empty or longer than the context.</exception>
    public Generation(DecoderLane lane, GenerationRequest request, IReadOnlyList<IDrafter> drafters, CostModel? costs = null, ExactnessCertificate? certificate = null)
    {
        var context = Math.Min(lane.Capacity, lane.Spec.ContextTokens);
        if (request.Prompt.IsEmpty)
            throw new ArgumentException("The prompt has no tokens; a model needs at least its begin token.", nameof(request));
        if (request.Prompt.Length > context)
            throw new ArgumentException($"The prompt has {request.Prompt.Length} tokens and the context holds {context}; shorten the prompt.", nameof(request));
        _lane = lane;
        if (certificate is { IsExact: true })
            lane.RowMultiple = certificate.RowMultiple;
        _prompt = request.Prompt.ToArray();
        var seed = request.Sampling.Seed ?? (request.Sampling.IsGreedy ? 0 : Random.Shared.NextInt64());
        _sampling = request.Sampling with { Seed = seed };
        if (request.DraftHints.Count > 0)
            drafters = [TextDrafter.FromHints(request.DraftHints), .. drafters];
        Speculation = StatusOf(lane.Spec, request.Speculation, drafters.Count, certificate);
        if (Speculation is SpeculationStatus.Lossless or SpeculationStatus.NearLossless)
        {
            var usesRejection = request.Speculation.Verification == VerificationMode.Rejection && !request.Sampling.IsGreedy;
            _lookahead = new Lookahead(drafters, request.Speculation, costs, usesRejection ? lane.Spec.VocabularySize : 0);
            _time = costs?.Time;
        }

        Statistics = new GenerationStatistics { PromptTokens = _prompt.Length, Lookahead = _lookahead };
        _answer = new GenerationAnswer(request, Statistics, lane.Spec, Math.Min(request.MaxOutputTokens, context - _prompt.Length), seed);
    }

    /// <summary>What happened so far.</summary>
    public GenerationStatistics Statistics { get; }

    /// <summary>Why the answer ended; <see cref="GenerationEnd.None"/> while it has not.</summary>
    public GenerationEnd End => _answer.End;

    /// <summary>Whether this generation speculates, and if not, why.</summary>
    public SpeculationStatus Speculation { get; }

    /// <summary>The seed of the draws: the request's, or the one that was drawn for it.</summary>
    public long Seed => _sampling.Seed!.Value;

    /// <summary>Runs one round: the prompt at first, then one call of the model.</summary>
    /// <param name="output">Receives the tokens that the round added to the answer. An end token is counted but not part of the answer.</param>
    /// <param name="cancellationToken">Stops a running call of the model; nothing is lost and <see cref="Next"/> may be called again.</param>
    /// <returns>Whether the answer goes on.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public bool Next(IList<GeneratedToken> output, CancellationToken cancellationToken = default)
    {
        if (!_hasStarted)
            Start(output);
        if (End == GenerationEnd.None && _lane.Length < _prompt.Length)
            RunPrompt(output, cancellationToken);
        else if (End == GenerationEnd.None)
            RunRound(output, cancellationToken);
        return End == GenerationEnd.None;
    }

    /// <summary>Whether a request can speculate on a model if there is anything to draft with.</summary>
    internal static bool MaySpeculate(DecoderSpec spec, SpeculationOptions options, ExactnessCertificate? certificate) =>
        StatusOf(spec, options, drafters: 1, certificate) is SpeculationStatus.Lossless or SpeculationStatus.NearLossless;

    private static SpeculationStatus StatusOf(DecoderSpec spec, SpeculationOptions options, int drafters, ExactnessCertificate? certificate) => certificate switch
    {
        _ when options.MaxLookahead <= 0 || drafters == 0 => SpeculationStatus.Off,
        _ when spec.Bindings is { LogitPositions: null, LogitRows: LogitRows.Last } => SpeculationStatus.NotVerifiable,
        { IsExact: true } => SpeculationStatus.Lossless,
        _ when options.Lossless == LosslessMode.Required => SpeculationStatus.NotCertified,
        _ => SpeculationStatus.NearLossless,
    };

    private void Start(IList<GeneratedToken> output)
    {
        _hasStarted = true;
        // The last prompt token always runs: its logits choose the first token of the answer.
        var cached = Math.Min(_lane.Tokens.CommonPrefixLength(_prompt), _prompt.Length - 1);
        _lane.Truncate(cached);
        Statistics.CachedTokens = cached;
        _pending.AddRange(_prompt.AsSpan(cached));
        _lookahead?.Begin(_prompt);
        _pending.AddRange(_answer.TakeForced(output));
    }

    private void RunPrompt(IList<GeneratedToken> output, CancellationToken cancellationToken)
    {
        var done = _lane.Length;
        Span<float> logits;
        try
        {
            logits = Prefill.Run(_lane, CollectionsMarshal.AsSpan(_pending), cancellationToken, rows => _lookahead?.Commit([], Hidden(_lane.Length - rows, rows), isLast: false));
        }
        finally
        {
            // A cancelled prompt goes on behind the chunks that are done.
            _pending.RemoveRange(0, _lane.Length - done);
        }

        Verify([], logits, _lane.Length, output);
        Commit(default);
    }

    private void RunRound(IList<GeneratedToken> output, CancellationToken cancellationToken)
    {
        var draft = Propose(cancellationToken);
        var start = _lane.Length;
        _input.Clear();
        _input.AddRange(CollectionsMarshal.AsSpan(_pending));
        _input.AddRange(draft);
        var begin = _time?.GetTimestamp() ?? 0;
        var logits = _lane.Forward(CollectionsMarshal.AsSpan(_input), draft.Length + 1, cancellationToken);
        var seconds = _time?.GetElapsedTime(begin).TotalSeconds ?? 0;
        var rows = _pending.Count;
        var right = Verify(draft, logits, start + rows, output);
        rows += right;
        Statistics.Rounds++;
        Statistics.RoundCounts[draft.Length]++;
        Statistics.DraftsProposed += draft.Length;
        Statistics.DraftsAccepted += right;
        _lookahead?.Verified(draft.Length, right, _input.Count, seconds);
        Commit(Hidden(start, rows));
        _lane.Truncate(start + rows);
    }

    private void Commit(HiddenRows hidden)
    {
        _lookahead?.Commit(_answer.Tokens[_committed..], hidden, isLast: End != GenerationEnd.None);
        _committed = _answer.Tokens.Length;
    }

    private ReadOnlySpan<int> Propose(CancellationToken cancellationToken)
    {
        if (_lookahead is null)
            return [];
        // The last token of an answer is chosen from logits, never verified.
        var draft = _lookahead.Propose(_answer.Remaining - 1, _pending.Count, _sampling, _lane.Length + _pending.Count, cancellationToken);
        // A drafter may know tokens that this model does not have.
        var known = 0;
        while (known < draft.Length && (uint)draft[known] < (uint)_lane.Spec.VocabularySize)
            known++;
        return known > 0 && _answer.Allows(draft[0]) ? draft[..known] : [];
    }

    /// <summary>Chooses tokens as long as the guesses are right, and one more.</summary>
    /// <returns>How many guesses were right: they stay in the cache.</returns>
    private int Verify(ReadOnlySpan<int> draft, Span<float> logits, int position, IList<GeneratedToken> output)
    {
        var vocabulary = _lane.Spec.VocabularySize;
        var row = 0;
        while (true)
        {
            _pending.Clear();
            var isGuessed = row < draft.Length;
            var token = _answer.Choose(
                logits.Slice(row * vocabulary, vocabulary), position + row, isGuessed ? draft[row] : -1, isGuessed ? _lookahead!.Probabilities(row) : [], output);
            if (token < 0)
                break;
            _pending.Add(token);
            _pending.AddRange(_answer.TakeForced(output));
            var right = CollectionsMarshal.AsSpan(_pending).CommonPrefixLength(draft[row..]);
            row += right;
            if (right == _pending.Count && End == GenerationEnd.None)
                continue;
            _pending.RemoveRange(0, right);
            break;
        }

        return row;
    }

    private HiddenRows Hidden(int start, int rows)
    {
        var width = _lane.Spec.Bindings.HiddenWidth;
        return _lane.Hidden.IsEmpty ? default : new HiddenRows(_lane.Hidden[..(rows * width)], width, start);
    }
}
