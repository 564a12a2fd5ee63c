using OptPolicy.Kernels.Decoding;

namespace OptPolicy.Kernels.Chat;

/// <summary>A generation and the lane that is lent to it.</summary>
internal sealed class LaneGeneration(LaneLease lease, Generation generation) : IChatGeneration
{
    public GenerationEnd End => generation.End;

    public GenerationStatistics Statistics => generation.Statistics;

    public bool Next(IList<GeneratedToken> output, CancellationToken cancellationToken) => generation.Next(output, cancellationToken);

    public void Dispose() => lease.Dispose();
}
