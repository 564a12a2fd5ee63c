using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using OptPolicy.Workloads.Tasks;

namespace OptPolicy.Workloads.Scorers;

/// <summary>An embedding near the expected answer's. Similar texts can say opposite things: use it for wording, not for facts. The generator is the caller's.</summary>
/// <param name="generator">Embeds both texts.</param>
/// <param name="threshold">The cosine from which on an answer is right, −1…1; suits one embedder and is to be chosen on examples.</param>
public sealed class SimilarityScorer(IEmbeddingGenerator<string, Embedding<float>> generator, double threshold = SimilarityScorer.DefaultThreshold) : ITaskScorer
{
    /// <summary>The threshold when none is given.</summary>
    public const double DefaultThreshold = 0.85;

    /// <inheritdoc/>
    public async ValueTask<TaskScore> ScoreAsync(WorkloadTask task, TaskAnswer answer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(answer);
        if (string.IsNullOrWhiteSpace(answer.Text))
            return TaskScore.Wrong("no text");
        var embeddings = await generator.GenerateAsync([task.Expected, answer.Text], options: null, cancellationToken).ConfigureAwait(false);
        var similarity = (double)TensorPrimitives.CosineSimilarity(embeddings[0].Vector.Span, embeddings[1].Vector.Span);
        var value = double.IsNaN(similarity) ? 0 : Math.Clamp(similarity, 0, 1);
        return similarity >= threshold ? new(true, value, null) : new(false, value, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"similarity {similarity:0.000}"));
    }
}
