using Microsoft.Extensions.Logging.Abstractions;
using OptPolicy.Kernels.Embedding;
using OptPolicy.Kernels.Tokenization;
using OptPolicy.Runtime.Tests.Storage;

namespace OptPolicy.Runtime.Tests.Retrieval;

public sealed class ShippedEmbedderRetrievalTests
{
    [Theory]
    [InlineData(RetrievalSearch.Vector)]
    [InlineData(RetrievalSearch.Hybrid)]
    public async Task QuestionsFindTheirPassageInAHandbookWithTheEmbedderBesideTheApp(RetrievalSearch search)
    {
        const string Handbook = """
            # Refunds
            You can send a product back within 30 days. We pay the money back to the card that was used.

            # Shipping
            Parcels leave our house every Monday. Express delivery takes one day.

            # Passwords
            To reset a password, open the sign-in page and click on the link below the form.

            # Invoices
            Invoices are sent by mail at the end of each month. They can be downloaded in the account.

            # Warranty
            Broken devices are repaired for free during the first two years.

            # Opening hours
            Our shop is open from nine to six, except on Sundays.
            """;
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("docs"));
        File.WriteAllText(Path.Combine(folder.File("docs"), "handbook.md"), Handbook);
        using var generator = OnnxEmbeddingGenerator.Open(Path.Combine(AppContext.BaseDirectory, EmbedderHost.ShippedFolder));
        var embedder = new LocalEmbedder(generator);
        var tokenizer = (Tokenizer)generator.GetService(typeof(Tokenizer))!;
        await new CollectionIndexer(embedder, text => tokenizer.Encode(text).Length, new IndexOptions()).RunAsync(["handbook.md"], folder.File("docs"), folder.File("index"), null, default);

        var collection = new LocalCollection(folder.File("index"), embedder, "retrieve from handbook", TimeProvider.System, new PolicyLog(NullLogger.Instance));
        (string Question, string Heading)[] expected =
        [
            ("How do I return something I bought?", "Refunds"),
            ("I forgot my password", "Passwords"),
            ("When do packages get shipped?", "Shipping"),
            ("Where can I get my invoice?", "Invoices"),
            ("my device is broken, do I have to pay for the repair", "Warranty"),
            ("At what time do you close?", "Opening hours"),
        ];
        var right = 0;
        foreach (var (question, heading) in expected)
        {
            var vector = await embedder.EmbedAsync(question, default);
            var found = await collection.SearchAsync(new(vector, 2, 0, new RequestFacts([])) { Question = question, Search = search }, default);
            if (found.Any(p => p.Text.StartsWith(heading + "\n", StringComparison.Ordinal))) right++;
        }

        Assert.InRange(right, 5, 6);
    }
}
