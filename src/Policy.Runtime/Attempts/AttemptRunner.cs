using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>Makes one attempt: reserve, call under a time limit, judge, settle.</summary>
internal sealed class AttemptRunner(PolicyRuntime runtime)
{
    /// <summary>Makes an attempt.</summary>
    /// <param name="request">The request.</param>
    /// <param name="candidate">Who answers.</param>
    /// <param name="reason">One of <see cref="AttemptReason"/>.</param>
    /// <param name="handOver">Time after which a fallback step takes over, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public async ValueTask<AttemptResult> RunAsync(PolicyRequest request, Candidate candidate, string reason, TimeSpan? handOver, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var model = request.Policy.Models[candidate.Model];
        GatePermit? permit = null;
        if (runtime.Gates[candidate.Model] is { } gate)
        {
            var answer = await gate.EnterAsync(request, cancellationToken).ConfigureAwait(false);
            if (answer.Permit is null)
            {
                request.Note(answer.Why!);
                PolicyMeter.Skipped(request.Policy.Name, model.Name, answer.Failure.Outcome);
                return new() { Model = model, Failure = answer.Failure, IsSkipped = true };
            }

            permit = answer.Permit;
        }

        BudgetLease lease;
        try
        {
            lease = await runtime.Budgets.ReserveAsync(request, model, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            permit?.Return();
            throw;
        }

        if (lease.Denial is { } denial)
        {
            permit?.Return();
            var denied = new AttemptTrace(model.Name, reason, OutcomeClass.BudgetDenied, 0, 0, 0, TimeSpan.Zero);
            request.Add(denied);
            PolicyMeter.Attempted(request.Policy.Name, denied, null);
            return new() { Model = model, Failure = new(OutcomeClass.BudgetDenied, 0, null, null), Denial = denial };
        }

        var own = model.Timeout ?? runtime.Options.AttemptTimeout;
        var handsOver = handOver is { } limit && limit < own;
        var timer = new AttemptTimer(runtime.Time, handsOver ? handOver!.Value : own, cancellationToken);
        var scope = new AttemptScope(runtime, request, model, reason, lease, permit);
        var options = OutgoingOptions.For(request.Options, scope.IsLimited ? model.MaxOutputTokens : 0);
        if (model.Provider == ModelProvider.Onnx) options = LocalRequestOptions.For(options, request.Facts.Tenant, request.DraftHint);
        return request.IsStreaming
            ? await StreamAsync(request, candidate, scope, options, timer, own, handsOver, cancellationToken).ConfigureAwait(false)
            : await CallAsync(request, candidate, scope, options, timer, handsOver, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<AttemptResult> CallAsync(
        PolicyRequest request, Candidate candidate, AttemptScope scope, ChatOptions? options, AttemptTimer timer, bool handsOver, CancellationToken cancellationToken)
    {
        using var _ = timer;
        ChatResponse response;
        try
        {
            var call = runtime.Clients[candidate.Model].GetResponseAsync(request.Messages, options, timer.Token);
            if (!call.IsCompleted)
            {
                ObserveErrors(call);
                await ((Task)call).WaitAsync(timer.Token).ConfigureAwait(false);
            }

            response = await call.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            var failure = AttemptFailures.Of(exception, cancellationToken, runtime.Time);
            await scope.EndAsync(failure, null, 0).ConfigureAwait(false);
            return new() { Model = scope.Model, Failure = failure, HandedOver = handsOver && timer.IsExpired };
        }

        return await JudgeAsync(request, candidate, scope, response, [], EstimateOutput(response)).ConfigureAwait(false);
    }

    private async ValueTask<AttemptResult> StreamAsync(
        PolicyRequest request, Candidate candidate, AttemptScope scope, ChatOptions? options, AttemptTimer timer, TimeSpan pause, bool handsOver, CancellationToken cancellationToken)
    {
        AttemptStream stream;
        try
        {
            var source = runtime.Clients[candidate.Model].GetStreamingResponseAsync(request.Messages, options, timer.Token).GetAsyncEnumerator(timer.Token);
            stream = new(runtime, scope, source, timer, pause, cancellationToken);
        }
        catch (Exception exception)
        {
            timer.Dispose();
            var failure = AttemptFailures.Of(exception, cancellationToken, runtime.Time);
            await scope.EndAsync(failure, null, 0).ConfigureAwait(false);
            return new() { Model = scope.Model, Failure = failure };
        }

        var commit = candidate.JudgedStep >= 0 ? CommitPoint.AtEnd : CommitPoint.Of(request.Fallback);
        var updates = new List<ChatResponseUpdate>();
        while (true)
        {
            var step = await stream.NextAsync().ConfigureAwait(false);
            if (step.Update is { } update)
            {
                updates.Add(update);
                if (!commit.IsReached(stream.Tally)) continue;
                stream.IsCommitted = true;
                return new() { Model = scope.Model, Failure = default, Updates = updates, Rest = stream };
            }

            if (step.Failure.Outcome != OutcomeClass.Ok)
            {
                await stream.EndAsync(step.Failure).ConfigureAwait(false);
                var expired = timer.IsExpired;
                await stream.DisposeAsync().ConfigureAwait(false);
                return new() { Model = scope.Model, Failure = step.Failure, HandedOver = handsOver && expired };
            }

            var result = await EndAsync(request, candidate, stream, updates).ConfigureAwait(false);
            await stream.DisposeAsync().ConfigureAwait(false);
            return result;
        }
    }

    private async ValueTask<AttemptResult> EndAsync(PolicyRequest request, Candidate candidate, AttemptStream stream, List<ChatResponseUpdate> updates)
    {
        if (stream.Tally.FinishReason is null && runtime.Options.RequireFinishReason)
        {
            var cut = new AttemptFailure(OutcomeClass.Truncated, 0, null, null);
            await stream.EndAsync(cut).ConfigureAwait(false);
            return new() { Model = stream.Scope.Model, Failure = cut };
        }

        return await JudgeAsync(request, candidate, stream.Scope, updates.ToChatResponse(), updates, stream.Tally.OutputTokens).ConfigureAwait(false);
    }

    private static async ValueTask<AttemptResult> JudgeAsync(
        PolicyRequest request, Candidate candidate, AttemptScope scope, ChatResponse response, IReadOnlyList<ChatResponseUpdate> updates, long outputTokens)
    {
        var outcome = AnswerClassifier.Classify(response, request.CallerMaxOutput is not null);
        if (outcome == OutcomeClass.Ok && candidate.JudgedStep >= 0 && !Accepts(request, candidate, response)) outcome = OutcomeClass.LowConfidence;
        var judged = new AttemptFailure(outcome, 0, null, null);
        await scope.EndAsync(judged, response.Usage, outputTokens, AnswerOrigin.Of(response)).ConfigureAwait(false);
        return new() { Model = scope.Model, Failure = judged, Response = response, Updates = updates };
    }

    private static bool Accepts(PolicyRequest request, Candidate candidate, ChatResponse response)
    {
        // Where a provider gives its updates message ids, a stream's properties end up on the message.
        var confidence = Confidence(response.AdditionalProperties) ?? (response.Messages is [.., var last] ? Confidence(last.AdditionalProperties) : null);
        return request.Policy.Accept(request.Decision!.Value.Plan, candidate.JudgedStep, new(response, confidence));
    }

    private static double? Confidence(AdditionalPropertiesDictionary? properties) =>
        properties is not null && properties.TryGetValue(RequestProperties.Confidence, out var value) ? PropertyNumber.Read(value) : null;

    private static long EstimateOutput(ChatResponse response)
    {
        if (AttemptCost.IsPlausible(response.Usage, answered: true)) return response.Usage!.OutputTokenCount!.Value;
        long tokens = 0;
        foreach (var message in response.Messages)
        {
            foreach (var content in message.Contents)
            {
                if (content is TextContent text) tokens += TokenEstimate.OfText(text.Text);
                else if (AnswerClassifier.HoldsSomething(content)) tokens++;
            }
        }

        return tokens;
    }

    private static void ObserveErrors(Task call) =>
        _ = call.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
