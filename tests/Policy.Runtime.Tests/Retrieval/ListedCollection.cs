using System.Numerics.Tensors;

namespace OptPolicy.Runtime.Tests.Retrieval;

/// <summary>A collection whose passages a test may exchange.</summary>
internal sealed class ListedCollection(params (string Id, string Text)[] passages) : IRetrievalCollection
{
    private int _searches;

    public int Searches => _searches;

    public (string Id, string Text)[] Passages { get; set; } = passages;

    /// <summary>Runs before each search; a test lets it fail or wait.</summary>
    public Func<CancellationToken, Task> Before { get; set; } = static _ => Task.CompletedTask;

    public async ValueTask<IReadOnlyList<RetrievedPassage>> SearchAsync(RetrievalQuery query, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _searches);
        await Before(cancellationToken);
        return
        [
            .. Passages
                .Select(p => new RetrievedPassage(p.Id, p.Id + ".md", p.Text, TensorPrimitives.Dot<float>(WordVectors.Of(p.Text), query.Vector.Span), "1"))
                .Where(p => p.Score >= query.LeastScore)
                .OrderByDescending(p => p.Score)
                .Take(query.Top),
        ];
    }
}
