using Microsoft.Extensions.AI;
using OptPolicy.Workloads.Tasks;

namespace OptPolicy.Workloads.Scorers;

/// <summary>A scorer for every kind; similarity and judgement need a model. Thread-safe; the models are the caller's.</summary>
/// <param name="embedder">Embeds for <see cref="ScorerKind.Similarity"/>.</param>
/// <param name="judge">Judges for <see cref="ScorerKind.Judge"/>.</param>
/// <param name="similarityThreshold">See <see cref="SimilarityScorer"/>.</param>
public sealed class ScorerSet(
    IEmbeddingGenerator<string, Embedding<float>>? embedder = null, IChatClient? judge = null, double similarityThreshold = SimilarityScorer.DefaultThreshold) : ITaskScorer
{
    private readonly ExactScorer _exact = new();
    private readonly JsonScorer _json = new();
    private readonly ToolCallScorer _toolCall = new();
    private readonly RegexScorer _regex = new();
    private readonly LabelScorer _label = new();
    private readonly SimilarityScorer? _similarity = embedder is null ? null : new(embedder, similarityThreshold);
    private readonly JudgeScorer? _judge = judge is null ? null : new(judge);

    /// <summary>What a workload needs and this set does not have, before anything is run; empty when all is there.</summary>
    /// <param name="workload">The workload.</param>
    public IReadOnlyList<WorkloadProblem> Missing(Workload workload)
    {
        ArgumentNullException.ThrowIfNull(workload);
        return
        [
            .. workload.Tasks.Where(task => Find(task.Scorer) is null).DistinctBy(static task => task.Scorer).Select(task => new WorkloadProblem(
                workload.Path, task.Line, task.Scorer == ScorerKind.Judge ? "the scorer 'judge' needs a judge model" : "the scorer 'similarity' needs an embedder")),
        ];
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The task needs a model that this set does not have.</exception>
    public ValueTask<TaskScore> ScoreAsync(WorkloadTask task, TaskAnswer answer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        var scorer = Find(task.Scorer) ?? throw new InvalidOperationException($"Line {task.Line} needs a model for the scorer {task.Scorer}.");
        return scorer.ScoreAsync(task, answer, cancellationToken);
    }

    private ITaskScorer? Find(ScorerKind kind) => kind switch
    {
        ScorerKind.Exact => _exact,
        ScorerKind.Json => _json,
        ScorerKind.ToolCall => _toolCall,
        ScorerKind.Regex => _regex,
        ScorerKind.Label => _label,
        ScorerKind.Similarity => _similarity,
        _ => _judge,
    };
}
