using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Speculation;

namespace OptPolicy.Kernels.Chat;

/// <summary>A generation, the lanes that are lent to it, and its drafters.</summary>
internal sealed class LaneGeneration(LaneLease lease, LaneLease? draft, GenerationRequest request, IReadOnlyList<IDrafter> drafters, LocalModel? model) : IChatGeneration
{
    private readonly Generation _generation = new(lease.Lane, request, drafters, model?.Costs, model?.Certificate);
    private bool _isDisposed;

    public GenerationEnd End => _generation.End;

    public GenerationStatistics Statistics => _generation.Statistics;

    public bool Next(IList<GeneratedToken> output, CancellationToken cancellationToken) => _generation.Next(output, cancellationToken);

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;

        // A drafter that runs a model would close its lane, which belongs to the draft model's pool.
        foreach (var drafter in drafters)
        {
            if (!drafter.RunsModel)
                drafter.Dispose();
        }

        draft?.Dispose();
        lease.Dispose();
    }
}
