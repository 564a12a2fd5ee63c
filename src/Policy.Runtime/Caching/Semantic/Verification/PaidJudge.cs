using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>A model as judge on behalf of one request. A budget that does not cover the question means no verdict; what it cost is in <see cref="Attempts"/>.</summary>
/// <param name="runtime">What requests share.</param>
/// <param name="request">On whose behalf.</param>
/// <param name="model">Slot of the judging model.</param>
internal sealed class PaidJudge(PolicyRuntime runtime, PolicyRequest request, int model)
{
    private volatile AttemptTrace[] _attempts = [];

    /// <summary>What was paid for, once the judge has answered.</summary>
    public IReadOnlyList<AttemptTrace> Attempts => _attempts;

    /// <summary>How the last question ended.</summary>
    public OutcomeClass Outcome { get; private set; }

    public IHitVerifier Verifier => new ModelVerifier(AskAsync);

    private async Task<ChatResponse?> AskAsync(IReadOnlyList<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken)
    {
        var aside = request.Aside(messages, options, runtime.Time.GetTimestamp(), isObserved: false);
        try
        {
            var result = await new AttemptRunner(runtime)
                .RunAsync(aside, new Candidate(model, AttemptReason.Verify), AttemptReason.Verify, runtime.Options.VerifierTimeout, cancellationToken).ConfigureAwait(false);
            Outcome = result.Failure.Outcome;
            return Outcome == OutcomeClass.Ok ? result.Response : null;
        }
        finally
        {
            // A caller that stopped waiting reads either nothing or everything.
            _attempts = [.. aside.Attempts];
        }
    }
}
