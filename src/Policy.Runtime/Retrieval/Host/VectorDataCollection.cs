using System.Linq.Expressions;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.VectorData;

namespace OptPolicy;

/// <summary>A collection of Microsoft.Extensions.VectorData.</summary>
internal sealed class VectorDataCollection<TRecord>(
    IVectorSearchable<TRecord> collection, Func<TRecord, CollectionPassage> passage, ScoreScale scale, Func<RequestFacts, Expression<Func<TRecord, bool>>>? filter) : IRetrievalCollection
    where TRecord : class
{
    private const int VersionBytes = 8;

    public async ValueTask<IReadOnlyList<RetrievedPassage>> SearchAsync(RetrievalQuery query, CancellationToken cancellationToken)
    {
        if (query.Search is not RetrievalSearch.Vector)
            throw new PolicyConfigurationException("A collection of Microsoft.Extensions.VectorData is searched by vectors: write 'search: vector', or register an IRetrievalCollection that searches by words too.");
        var options = new VectorSearchOptions<TRecord> { Filter = filter?.Invoke(query.Request) };
        var found = new List<RetrievedPassage>();
        await foreach (var result in collection.SearchAsync(query.Vector, query.Top, options, cancellationToken).ConfigureAwait(false))
        {
            var score = Cosine(result.Score ?? throw new InvalidOperationException("The collection gives no scores."));
            var record = passage(result.Record);
            found.Add(new(record.Id, record.Source, record.Text, score, record.Version ?? VersionOf(record.Text)));
        }

        // Stores break ties as they like; equal prompts need equal orders.
        return [.. found.Where(p => p.Score >= query.LeastScore).OrderByDescending(p => p.Score).ThenBy(p => p.Id, StringComparer.Ordinal)];
    }

    private double Cosine(double score) => scale switch
    {
        ScoreScale.CosineDistance => 1 - score,
        ScoreScale.EuclideanDistance => 1 - (score * score / 2),
        ScoreScale.EuclideanSquaredDistance => 1 - (score / 2),
        _ => score,
    };

    private static string VersionOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, VersionBytes));
}
