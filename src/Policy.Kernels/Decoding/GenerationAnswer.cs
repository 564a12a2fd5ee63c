using System.Runtime.InteropServices;
using OptPolicy.Kernels.Constraints;
using OptPolicy.Kernels.Sampling;
using OptPolicy.Kernels.Speculation;

namespace OptPolicy.Kernels.Decoding;

/// <summary>The answer that grows: chooses its tokens one after the other, keeps the constraint in step and knows when to end.</summary>
internal sealed class GenerationAnswer
{
    private const int MaxForced = 64;
    private const int UsualTokens = 1024;

    private readonly GenerationRequest _request;
    private readonly GenerationStatistics _statistics;
    private readonly int _maxTokens;
    private readonly HashSet<int> _endTokens;
    private readonly TokenSampler _sampler;
    private readonly RejectionVerifier? _rejection;
    private readonly PenaltyTable? _penalties;
    private readonly LogProbabilities? _logProbabilities;
    private readonly TokenSet? _allowed;
    private readonly int[] _forced;
    private readonly List<int> _tokens;
    private bool _isFilled;

    public GenerationAnswer(GenerationRequest request, GenerationStatistics statistics, Models.DecoderSpec spec, int maxTokens, long seed)
    {
        _request = request;
        _statistics = statistics;
        _maxTokens = maxTokens;
        _tokens = new List<int>(Math.Clamp(maxTokens, 0, UsualTokens));
        _endTokens = [.. request.EndTokens ?? spec.EndTokens];
        _sampler = new TokenSampler(request.Sampling, seed, spec.VocabularySize);
        if (request.Speculation.Verification == VerificationMode.Rejection && !request.Sampling.IsGreedy)
            _rejection = new RejectionVerifier(_sampler, spec.VocabularySize);
        _penalties = PenaltyTable.For(request.Sampling, request.Prompt.Span, spec.VocabularySize);
        if (request.TopLogProbabilities is { } alternatives)
            _logProbabilities = new LogProbabilities(alternatives, spec.VocabularySize);
        _allowed = request.Constraint is null ? null : new TokenSet(spec.VocabularySize);
        _forced = request.Constraint is null ? [] : new int[MaxForced];
        if (maxTokens <= 0)
            End = GenerationEnd.Length;
    }

    /// <summary>The answer so far, without an end token.</summary>
    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(_tokens);

    public GenerationEnd End { get; private set; }

    /// <summary>Whether drawn tokens are verified by rejection sampling.</summary>
    public bool UsesRejection => _rejection is not null;

    /// <summary>Tokens that may still come.</summary>
    public int Remaining => _maxTokens - _statistics.OutputTokens;

    /// <summary>Chooses the next token from the model's row and the guess about it, if any (-1).</summary>
    /// <returns>The token, or -1 when the answer ended.</returns>
    public int Choose(Span<float> logits, int position, int guess, ReadOnlySpan<float> proposal, IList<GeneratedToken> output)
    {
        if (_allowed is not null)
        {
            Fill(_allowed);
            LogitMask.Apply(_allowed, logits);
        }

        _logProbabilities?.Take(logits);
        _penalties?.Apply(logits);
        var token = _rejection is not null && guess >= 0
            ? _rejection.Choose(logits, position, guess, proposal)
            : _sampler.Choose(logits, position);
        return Take(token, output, isForced: false) ? token : -1;
    }

    /// <summary>Takes the tokens that the constraint forces after those chosen so far.</summary>
    /// <returns>The tokens; fewer than were forced when the answer ended.</returns>
    public ReadOnlySpan<int> TakeForced(IList<GeneratedToken> output)
    {
        if (_request.Constraint is null || End != GenerationEnd.None)
            return [];
        var count = _request.Constraint.Forced(_forced);
        for (var i = 0; i < count; i++)
        {
            if (!Take(_forced[i], output, isForced: true))
                return _forced.AsSpan(0, i);
        }

        if (OnlyEndIsLeft())
            End = GenerationEnd.Stop;
        return _forced.AsSpan(0, count);
    }

    /// <summary>Whether the constraint lets <paramref name="token"/> come next; a draft that starts otherwise is not worth verifying.</summary>
    public bool Allows(int token)
    {
        if (_allowed is null)
            return true;
        Fill(_allowed);
        return (uint)token < (uint)_allowed.VocabularySize && _allowed.Contains(token);
    }

    // Running the model to choose among end tokens, or among nothing, would tell nobody anything.
    private bool OnlyEndIsLeft()
    {
        if (_allowed is null || End != GenerationEnd.None)
            return false;
        Fill(_allowed);
        var ends = 0;
        foreach (var token in _endTokens)
            ends += token < _allowed.VocabularySize && _allowed.Contains(token) ? 1 : 0;
        return _allowed.Count == ends;
    }

    private void Fill(TokenSet allowed)
    {
        if (_isFilled)
            return;
        _request.Constraint!.Fill(allowed);
        _isFilled = true;
    }

    private bool Take(int token, IList<GeneratedToken> output, bool isForced)
    {
        _statistics.OutputTokens++;
        if (isForced)
            _statistics.ForcedTokens++;
        if (_endTokens.Contains(token))
        {
            End = GenerationEnd.Stop;
            return false;
        }

        _tokens.Add(token);
        output.Add(Report(token, isForced));
        _penalties?.Add(token);
        _request.Constraint?.Advance(token);
        _isFilled = false;
        if (Remaining <= 0)
            End = GenerationEnd.Length;
        return End == GenerationEnd.None;
    }

    private GeneratedToken Report(int token, bool isForced) => (_logProbabilities, isForced) switch
    {
        (null, _) => new GeneratedToken(token, float.NaN, null),
        (_, true) => new GeneratedToken(token, 0, _request.TopLogProbabilities > 0 ? [new TokenProbability(token, 0)] : []),
        _ => new GeneratedToken(token, _logProbabilities.Of(token), _logProbabilities.Alternatives()),
    };
}
