using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>An answer on its way to a caller who streams: from the cache, held back until it was accepted, or live.</summary>
internal sealed class StreamedAnswer : IAsyncDisposable
{
    private readonly RequestRecorder _recorder;
    private readonly PolicyRequest _request;
    private readonly CacheSession _turn;
    private readonly AttemptResult? _result;
    private readonly CancellationToken _caller;
    private readonly IReadOnlyList<ChatResponseUpdate> _ready;
    private readonly List<ChatResponseUpdate>? _all;
    private int _given;
    private bool _recorded;

    private readonly PacedReplay? _pace;

    public StreamedAnswer(RequestRecorder recorder, PolicyRequest request, CacheSession turn, AttemptResult? result, CancellationToken caller, TimeProvider time)
    {
        _recorder = recorder;
        _request = request;
        _turn = turn;
        _result = result;
        _caller = caller;
        if (result is null && request is { SemanticHit: not null, Policy.SemanticCache.PacesReplay: true }) _pace = new PacedReplay(turn.Answer!, time);
        _ready = result?.Updates ?? _pace?.Updates ?? turn.Answer!.ToChatResponseUpdates();
        if (turn.WantsAnswer && result?.Rest is not null) _all = [.. _ready];
    }

    /// <summary>What the semantic cache says of the answer, if it is its.</summary>
    public SemanticHit? SemanticHit => _request.SemanticHit;

    /// <summary>The next update, or <see langword="null"/> at the end.</summary>
    /// <exception cref="StreamInterruptedException">The stream broke after its commit point.</exception>
    public async ValueTask<ChatResponseUpdate?> NextAsync()
    {
        if (_given < _ready.Count)
        {
            if (_pace is not null) await _pace.DueAsync(_caller).ConfigureAwait(false);
            return _ready[_given++];
        }

        if (_result?.Rest is not { } rest) return null;

        var step = await rest.NextAsync().ConfigureAwait(false);
        if (step.Update is { } update)
        {
            _all?.Add(update);
            return update;
        }

        if (step.Failure.Outcome != OutcomeClass.Ok) await InterruptAsync(rest, step.Failure).ConfigureAwait(false);
        else if (rest.Tally.FinishReason is null && rest.RequiresFinishReason) await InterruptAsync(rest, new(OutcomeClass.Truncated, 0, null, null)).ConfigureAwait(false);
        return null;
    }

    /// <summary>Settles, stores and records an answer that reached its end.</summary>
    public async ValueTask<DecisionTrace> CompleteAsync()
    {
        _recorded = true;
        if (_result is null) return _recorder.ServedFromCache(_request, _turn.Answer!);
        if (_result.Rest is not { } rest)
        {
            var response = _result.Response!;
            await _turn.OfferAsync(_request, _result.Model, _result.Failure, response).ConfigureAwait(false);
            return _recorder.Served(_request, _result.Model, _result.Failure.Outcome, response.Usage, response.Usage?.OutputTokenCount ?? TokenEstimate.OfText(response.Text));
        }

        var failure = new AttemptFailure(OutcomeOf(rest.Tally), 0, null, null);
        await rest.EndAsync(failure).ConfigureAwait(false);
        if (_all is not null) await _turn.OfferAsync(_request, _result.Model, failure, _all.ToChatResponse()).ConfigureAwait(false);
        return _recorder.Served(_request, _result.Model, failure.Outcome, rest.Tally.Usage, rest.Tally.OutputTokens);
    }

    /// <summary>Ends the answer; what was not completed was abandoned by its caller.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_result?.Rest is { } rest) await rest.DisposeAsync().ConfigureAwait(false);
        if (!_recorded)
        {
            _recorded = true;
            _turn.Abandon();
            _recorder.NotServed(_request, OutcomeClass.Cancelled);
        }

        _turn.Dispose();
    }

    private async ValueTask InterruptAsync(AttemptStream rest, AttemptFailure failure)
    {
        await rest.EndAsync(failure).ConfigureAwait(false);
        if (failure.Outcome == OutcomeClass.Cancelled)
        {
            _caller.ThrowIfCancellationRequested();
            throw new OperationCanceledException("The stream was cancelled.", failure.Exception, _caller);
        }

        _recorded = true;
        throw new StreamInterruptedException(_request.Policy.Name, _result!.Model.Name, failure.Outcome, failure.Exception)
        {
            Trace = _recorder.NotServed(_request, failure.Outcome),
        };
    }

    // Once committed a truncated answer is what the caller got; its finish reason says so.
    private OutcomeClass OutcomeOf(StreamTally tally) =>
        tally.FinishReason == ChatFinishReason.ContentFilter ? OutcomeClass.ContentFiltered
        : tally.FinishReason == ChatFinishReason.Length && _request.CallerMaxOutput is null ? OutcomeClass.Truncated
        : OutcomeClass.Ok;
}
