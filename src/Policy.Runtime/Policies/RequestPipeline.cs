using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>The way of a request: identify, exact cache, route, attempts, record.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class RequestPipeline(PolicyRuntime runtime)
{
    private readonly AttemptLoop _loop = new(runtime);
    private readonly RequestRecorder _recorder = new(runtime);

    public async Task<ChatResponse> RespondAsync(IReadOnlyList<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        var request = Begin(messages, options, streaming: false);
        CacheTurn? turn = null;
        try
        {
            turn = await runtime.Cache.EnterAsync(request, cancellationToken).ConfigureAwait(false);
            if (turn.Answer is { } answer) return TracedResponse.Of(answer, _recorder.ServedFromCache(request, answer));

            request.Decision = request.Policy.Route(request.Facts);
            var result = await _loop.RunAsync(request, cancellationToken).ConfigureAwait(false);
            var response = result.Response!;
            await turn.OfferAsync(request, result.Failure, response).ConfigureAwait(false);
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
            yield return TracedResponse.LastUpdate(last, trace);
        }
        finally
        {
            await answer.DisposeAsync().ConfigureAwait(false);
        }
    }

    private PolicyRequest Begin(IReadOnlyList<ChatMessage> messages, ChatOptions? options, bool streaming)
    {
        var request = new PolicyRequest(runtime.Policy, messages, options, streaming, runtime.Time.GetTimestamp());
        try
        {
            runtime.Options.Identify?.Invoke(request.Facts, runtime.Services);
            return request;
        }
        catch (Exception exception)
        {
            Fail(request, null, exception);
            throw;
        }
    }

    private async ValueTask<StreamedAnswer> OpenAsync(PolicyRequest request, CancellationToken cancellationToken)
    {
        CacheTurn? turn = null;
        try
        {
            turn = await runtime.Cache.EnterAsync(request, cancellationToken).ConfigureAwait(false);
            if (turn.Answer is not null) return new(_recorder, request, turn, null, cancellationToken);

            request.Decision = request.Policy.Route(request.Facts);
            var result = await _loop.RunAsync(request, cancellationToken).ConfigureAwait(false);
            return new(_recorder, request, turn, result, cancellationToken);
        }
        catch (Exception exception)
        {
            Fail(request, turn, exception);
            turn?.Dispose();
            throw;
        }
    }

    private void Fail(PolicyRequest request, CacheTurn? turn, Exception exception)
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
