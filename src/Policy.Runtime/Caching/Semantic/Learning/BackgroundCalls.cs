using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>
/// Calls that nobody waits for, on behalf of a request that has been answered: they are charged to its budgets and stand in the ledger as <c>audit</c>. What a budget
/// does not cover is not asked. Thread-safe.
/// </summary>
internal sealed class BackgroundCalls(PolicyRuntime runtime, AttemptLoop loop, RequestRecorder recorder)
{
    /// <summary>Asks a model as the request was asked; <see langword="null"/> when there is no answer to compare with.</summary>
    public async ValueTask<ChatResponse?> AskAgainAsync(PolicyRequest asked, CancellationToken cancellationToken)
    {
        var request = Aside(asked, asked.Messages, asked.Options);
        request.Decision = await runtime.Intents.RouteAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            var result = await loop.RunAsync(request, cancellationToken).ConfigureAwait(false);
            recorder.Audited(request, result.Model.Name, result.Failure.Outcome);
            return result.Failure.Outcome == OutcomeClass.Ok ? result.Response : null;
        }
        catch (Exception exception) when (exception is NoAnswerException or BudgetExceededException)
        {
            recorder.Audited(request, model: null, exception is NoAnswerException none ? none.Outcome : OutcomeClass.BudgetDenied);
            return null;
        }
    }

    /// <summary>Asks the policy's judge about two questions.</summary>
    /// <param name="asked">On whose behalf.</param>
    /// <param name="verifier">The policy's verifier where it is no model.</param>
    /// <param name="question">The question then.</param>
    /// <param name="cached">The entry's question.</param>
    /// <param name="cancellationToken">Stops the judge.</param>
    public async ValueTask<HitVerdict> JudgeAsync(PolicyRequest asked, IHitVerifier? verifier, string question, string cached, CancellationToken cancellationToken)
    {
        if (verifier is not null)
            return await verifier.VerifyAsync(question, cached, cancellationToken).ConfigureAwait(false);
        if (runtime.Policy.SemanticCache?.Verifier?.Model is not { } slot)
            return default;

        var request = Aside(asked, [], options: null);
        var judge = new PaidJudge(runtime, request, slot);
        var verdict = await judge.Verifier.VerifyAsync(question, cached, cancellationToken).ConfigureAwait(false);
        foreach (var attempt in judge.Attempts)
            request.Add(attempt);
        recorder.Audited(request, runtime.Policy.Models[slot].Name, judge.Outcome);
        return verdict;
    }

    private PolicyRequest Aside(PolicyRequest asked, IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        var request = asked.Aside(messages, options, runtime.Time.GetTimestamp(), isObserved: true);
        request.CacheState = CacheStates.Audit;
        return request;
    }
}
