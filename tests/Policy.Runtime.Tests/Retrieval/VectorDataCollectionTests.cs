using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.VectorData;

namespace OptPolicy.Runtime.Tests.Retrieval;

public class VectorDataCollectionTests
{
    [Theory]
    [InlineData(ScoreScale.CosineSimilarity)]
    [InlineData(ScoreScale.CosineDistance)]
    [InlineData(ScoreScale.EuclideanDistance)]
    [InlineData(ScoreScale.EuclideanSquaredDistance)]
    public async Task ScoresOfEveryScaleBecomeCosines(ScoreScale scale)
    {
        var diagonal = MathF.Sqrt(0.5f);
        var collection = new VectorDataCollection<Page>(
            new Pages(scale, new Page("same", "t1", [1, 0]), new Page("half", "t1", [diagonal, diagonal]), new Page("opposite", "t1", [-1, 0])), Read, scale, filter: null);
        var found = await collection.SearchAsync(new(new float[] { 1, 0 }, 10, -1, new RequestFacts([])), default);
        Assert.Equal(["same", "half", "opposite"], found.Select(p => p.Id));
        Assert.Equal(1, found[0].Score, 1e-6);
        Assert.Equal(diagonal, found[1].Score, 1e-6);
        Assert.Equal(-1, found[2].Score, 1e-6);
        Assert.Equal(["same"], (await collection.SearchAsync(new(new float[] { 1, 0 }, 10, 0.9, new RequestFacts([])), default)).Select(p => p.Id));
    }

    [Fact]
    public async Task ARequestSeesOnlyTheRecordsOfItsTenant()
    {
        var pages = new Pages(ScoreScale.CosineSimilarity, new Page("mine", "t1", [1, 0]), new Page("theirs", "t2", [1, 0]));
        var collection = new VectorDataCollection<Page>(
            pages,
            Read,
            ScoreScale.CosineSimilarity,
            facts =>
            {
                var tenant = facts.Tenant;
                return page => page.Tenant == tenant;
            });
        var found = await collection.SearchAsync(new(new float[] { 1, 0 }, 10, 0, new RequestFacts([]) { Tenant = "t2" }), default);
        Assert.Equal("theirs", Assert.Single(found).Id);
    }

    [Fact]
    public async Task TheVersionOfARecordWithoutOneIsItsText()
    {
        var collection = new VectorDataCollection<Page>(new Pages(ScoreScale.CosineSimilarity, new Page("a", "t", [1, 0])), Read, ScoreScale.CosineSimilarity, filter: null);
        var changed = new VectorDataCollection<Page>(
            new Pages(ScoreScale.CosineSimilarity, new Page("a", "t", [1, 0])), static p => Read(p) with { Text = "other" }, ScoreScale.CosineSimilarity, filter: null);
        var query = new RetrievalQuery(new float[] { 1, 0 }, 1, 0, new RequestFacts([]));
        var version = Assert.Single(await collection.SearchAsync(query, default)).Version;
        Assert.Equal(version, Assert.Single(await collection.SearchAsync(query, default)).Version);
        Assert.NotEqual(version, Assert.Single(await changed.SearchAsync(query, default)).Version);
    }

    private static CollectionPassage Read(Page page) => new(page.Key, page.Key + ".md", "text of " + page.Key);

    private sealed record Page(string Key, string Tenant, float[] Vector);

    private sealed class Pages(ScoreScale scale, params Page[] pages) : IVectorSearchable<Page>
    {
        public async IAsyncEnumerable<VectorSearchResult<Page>> SearchAsync<TInput>(
            TInput searchValue, int top, VectorSearchOptions<Page>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
            where TInput : notnull
        {
            await Task.Yield();
            var asked = ((ReadOnlyMemory<float>)(object)searchValue).ToArray();
            var filter = options?.Filter?.Compile() ?? (static _ => true);
            foreach (var page in pages.Where(filter).OrderByDescending(p => TensorPrimitives.Dot<float>(p.Vector, asked)).Take(top))
                yield return new(page, Score(TensorPrimitives.Dot<float>(page.Vector, asked), TensorPrimitives.Distance<float>(page.Vector, asked)));
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        private double Score(double cosine, double distance) => scale switch
        {
            ScoreScale.CosineDistance => 1 - cosine,
            ScoreScale.EuclideanDistance => distance,
            ScoreScale.EuclideanSquaredDistance => distance * distance,
            _ => cosine,
        };
    }
}
