using OptPolicy.Kernels.Speculation;

namespace OptPolicy.Kernels.Decoding;

/// <summary>A generation on a model's own lanes, with everything that can draft for it: prompt and answer, earlier answers, hints, the draft model or head. Single-threaded.</summary>
/// <remarks>Dispose it to give the lanes back, whether or not the answer is complete.</remarks>
public sealed class LocalGeneration : IDisposable
{
    private readonly LaneLease _lease;
    private readonly IDrafter[] _drafters;
    private bool _isDisposed;

    private LocalGeneration(LaneLease lease, IDrafter[] drafters, Generation generation)
    {
        _lease = lease;
        _drafters = drafters;
        Generation = generation;
    }

    /// <summary>The generation.</summary>
    public Generation Generation { get; }

    /// <summary>Waits for a lane and prepares an answer in it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="request">What to generate.</param>
    /// <param name="scope">Whose cached prompts and earlier answers may be used; see <see cref="LaneRequest.Scope"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException">The prompt is empty or longer than the context.</exception>
    /// <exception cref="LanePoolBusyException">Too many requests wait already, or this one waited too long.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static async ValueTask<LocalGeneration> StartAsync(LocalModel model, GenerationRequest request, string? scope = null, CancellationToken cancellationToken = default)
    {
        var lease = await RentAsync(model, request, scope, cancellationToken).ConfigureAwait(false);
        IDrafter[] drafters = [];
        try
        {
            if (Generation.MaySpeculate(model.Spec, request.Speculation, model.Certificate))
                drafters = [new SuffixDrafter(), TextDrafter.FromHistory(model.History, scope)];
            if (drafters.Length > 0 && model.Draft is { } draft && request.Prompt.Length < draft.ContextTokens)
            {
                var draftLease = await RentAsync(draft, request, scope, cancellationToken).ConfigureAwait(false);
                drafters = [.. drafters, new ModelDrafter(draftLease.Lane, draftLease)];
            }

            if (drafters.Length > 0 && model.Head is { } head)
                drafters = [.. drafters, head.Rent()];

            return new LocalGeneration(lease, drafters, new Generation(lease.Lane, request, drafters, model.Costs, model.Certificate));
        }
        catch
        {
            Release(lease, drafters);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        Release(_lease, _drafters);
    }

    private static ValueTask<LaneLease> RentAsync(LocalModel model, GenerationRequest request, string? scope, CancellationToken cancellationToken)
    {
        var tokens = Math.Min(model.ContextTokens, (long)request.Prompt.Length + request.MaxOutputTokens);
        return model.Lanes.RentAsync(new LaneRequest(request.Prompt) { MaxTokens = (int)tokens, Scope = scope }, cancellationToken);
    }

    private static void Release(LaneLease lease, IDrafter[] drafters)
    {
        foreach (var drafter in drafters)
            drafter.Dispose();
        lease.Dispose();
    }
}
