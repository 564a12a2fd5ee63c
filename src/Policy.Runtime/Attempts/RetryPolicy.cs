using Polly;
using Polly.Retry;

namespace OptPolicy;

/// <summary>Repeats an attempt on the same model, with growing and jittered pauses that honour what the provider asks for.</summary>
/// <remarks>Thread-safe; kept while a policy's settings stay the same.</remarks>
internal sealed class RetryPolicy
{
    private readonly ResiliencePipeline<AttemptResult> _pipeline;

    public RetryPolicy(FallbackSettings settings, TimeProvider time, Func<double> jitter)
    {
        Settings = settings;
        _pipeline = new ResiliencePipelineBuilder<AttemptResult> { TimeProvider = time, Name = "optpolicy" }
            .AddRetry(new RetryStrategyOptions<AttemptResult>
            {
                MaxRetryAttempts = settings.RetryCount,
                Delay = settings.RetryBaseDelay,
                MaxDelay = settings.RetryMaxDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Randomizer = jitter,
                ShouldHandle = static args => ValueTask.FromResult(ShouldRepeat(args.Context, args.Outcome.Result)),
                DelayGenerator = args => ValueTask.FromResult(ProviderDelay(args.Outcome.Result, settings.RetryMaxDelay)),
            })
            .Build();
    }

    /// <summary>The settings it was made for.</summary>
    public FallbackSettings Settings { get; }

    /// <summary>Whether the settings ask for repeats.</summary>
    public static bool IsOn(FallbackSettings settings) => settings.RetryCount > 0;

    /// <summary>Runs the attempts of one model.</summary>
    public async ValueTask<AttemptResult> RunAsync(RepeatedAttempt attempt, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        context.Properties.Set(RepeatedAttempt.Key, attempt);
        try
        {
            return await _pipeline.ExecuteAsync(static (context, attempt) => attempt.RunAsync(context.CancellationToken), context, attempt).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static bool ShouldRepeat(ResilienceContext context, AttemptResult? result) =>
        result is { IsAnswer: false, HandedOver: false, Denial: null } && !(result.IsSkipped && result.Failure.RetryAfter is null) && result.Failure.Outcome != OutcomeClass.Cancelled
        && context.Properties.TryGetValue(RepeatedAttempt.Key, out var attempt) && attempt.MayRepeat(result.Failure);

    private static TimeSpan? ProviderDelay(AttemptResult? result, TimeSpan longest) =>
        result?.Failure.RetryAfter is { } asked ? (asked < longest ? asked : longest) : null;
}
