using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>The way of a request: identify, retrieve, caches, route, attempts, record.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class RequestPipeline
{
    private readonly PolicyRuntime _runtime;
    private readonly AttemptLoop _loop;
    private readonly RequestRecorder _recorder;
    private readonly AnswerCaches _caches;

    public RequestPipeline(PolicyRuntime runtime)
    {
        _runtime = runtime;
        _loop = new(runtime);
        _recorder = new(runtime);
        _caches = new(runtime.Cache, runtime.Semantic);
        runtime.Background = new(runtime, _loop, _recorder);
    }

    public async Task<ChatResponse> RespondAsync(IReadOnlyList<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        var request = Begin(messages, options, streaming: false);
        CacheSession? turn = null;
        try
        {
            turn = await EnterCachesAsync(request, cancellationToken).ConfigureAwait(false);
            if (turn.Answer is { } answer) return TracedResponse.Of(answer, _recorder.ServedFromCache(request, answer), request.SemanticHit);

            request.Decision = await _runtime.Intents.RouteAsync(request, cancellationToken).ConfigureAwait(false);
            var result = await _loop.RunAsync(request, cancellationToken).ConfigureAwait(false);
            var response = result.Response!;
            await turn.OfferAsync(request, result.Model, result.Failure, response).ConfigureAwait(false);
            var outputTokens = response.Usage?.OutputTokenCount ?? TokenEstimate.OfText(response.Text);
            return TracedResponse.Of(response, _recorder.Served(request, result.Model, result.Failure.Outcome, response.Usage, outputTokens));
        }
        catch (Exception exception)
        {
            Fail(request, turn, exception);
            throw;
        }
        finally
        {
            turn?.Dispose();
        }
    }

    public async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = Begin(messages, options, streaming: true);
        var answer = await OpenAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            ChatResponseUpdate? last = null;
            while (await answer.NextAsync().ConfigureAwait(false) is { } update)
            {
                last = update;
                yield return update;
            }

            var trace = await answer.CompleteAsync().ConfigureAwait(false);
            yield return TracedResponse.LastUpdate(last, trace, answer.SemanticHit);
        }
        finally
        {
            await answer.DisposeAsync().ConfigureAwait(false);
        }
    }

    private PolicyRequest Begin(IReadOnlyList<ChatMessage> messages, ChatOptions? options, bool streaming)
    {
        var request = new PolicyRequest(_runtime.Policy, messages, options, streaming, _runtime.Time.GetTimestamp());
        try
        {
            _runtime.Options.Identify?.Invoke(request.Facts, _runtime.Services);
            return request;
        }
        catch (Exception exception)
        {
            Fail(request, null, exception);
            throw;
        }
    }

    private ValueTask<CacheSession> EnterCachesAsync(PolicyRequest request, CancellationToken cancellationToken) =>
        request.Policy.Retrievals.IsEmpty && request.Policy.Intents is null ? _caches.EnterAsync(request, cancellationToken) : PrepareAndEnterCachesAsync(request, cancellationToken);

    private async ValueTask<CacheSession> PrepareAndEnterCachesAsync(PolicyRequest request, CancellationToken cancellationToken)
    {
        await _runtime.Intents.PrepareAsync(request, cancellationToken).ConfigureAwait(false);
        await _runtime.Retrieval.RunAsync(request, cancellationToken).ConfigureAwait(false);
        return request.IsUngrounded
            ? new CacheSession(_runtime.Cache, CacheTurn.None, SemanticTurn.None, answer: null)
            : await _caches.EnterAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<StreamedAnswer> OpenAsync(PolicyRequest request, CancellationToken cancellationToken)
    {
        CacheSession? turn = null;
        try
        {
            turn = await EnterCachesAsync(request, cancellationToken).ConfigureAwait(false);
            if (turn.Answer is not null) return new(_recorder, request, turn, null, cancellationToken, _runtime.Time);

            request.Decision = await _runtime.Intents.RouteAsync(request, cancellationToken).ConfigureAwait(false);
            var result = await _loop.RunAsync(request, cancellationToken).ConfigureAwait(false);
            return new(_recorder, request, turn, result, cancellationToken, _runtime.Time);
        }
        catch (Exception exception)
        {
            Fail(request, turn, exception);
            turn?.Dispose();
            throw;
        }
    }

    private void Fail(PolicyRequest request, CacheSession? turn, Exception exception)
    {
        switch (exception)
        {
            case OperationCanceledException:
                turn?.Abandon();
                _recorder.NotServed(request, OutcomeClass.Cancelled);
                break;
            case BudgetExceededException exceeded:
                exceeded.Trace = _recorder.NotServed(request, OutcomeClass.BudgetDenied);
                break;
            case NoAnswerException none:
                none.Trace = _recorder.NotServed(request, none.Outcome);
                break;
            default:
                _recorder.NotServed(request, OutcomeClass.Transient);
                break;
        }
    }
}
