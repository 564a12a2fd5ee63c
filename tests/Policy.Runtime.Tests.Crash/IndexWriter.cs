using System.Globalization;

namespace OptPolicy.Runtime.Tests.Crash;

/// <summary>Changes documents and indexes them again as fast as it can, naming each document it comes to, until it is killed.</summary>
internal static class IndexWriter
{
    public const int Documents = 6, Passages = 3;

    /// <summary>A document of one edition; what belongs together can be told from every passage.</summary>
    public static string Document(int number, int edition) =>
        string.Concat(Enumerable.Range(1, Passages).Select(passage => string.Create(CultureInfo.InvariantCulture, $"# Part {passage}\n\ndocument{number} edition{edition} part{passage}\n\n")));

    public static async Task RunAsync(string root, string folder)
    {
        for (var edition = 1; ; edition++)
            await IndexAsync(root, folder, edition, new Named());
    }

    /// <summary>Writes an edition of all documents and indexes them.</summary>
    public static async Task IndexAsync(string root, string folder, int edition, IProgress<IndexProgress>? progress)
    {
        string[] paths = [.. Enumerable.Range(0, Documents).Select(static i => $"d{i}.md")];
        for (var i = 0; i < Documents; i++)
        {
            // A document that was half written would be indexed as it is: that is not what is looked at here.
            var file = Path.Combine(root, paths[i]);
            await File.WriteAllTextAsync(file + ".new", Document(i, edition));
            File.Move(file + ".new", file, overwrite: true);
        }

        await new CollectionIndexer(new LengthEmbedder(), static text => text.Split(' ').Length, new IndexOptions()).RunAsync(paths, root, folder, progress, CancellationToken.None);
    }

    private sealed class Named : IProgress<IndexProgress>
    {
        public void Report(IndexProgress value) => Console.WriteLine(value.Path);
    }
}

/// <summary>Gives every text a vector by its length, which says nothing of what it is about.</summary>
internal sealed class LengthEmbedder : IRequestEmbedder
{
    /// <inheritdoc/>
    public string Fingerprint => "length";

    /// <inheritdoc/>
    public int Dimensions => 8;

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<float>> EmbedAsync(string text, CancellationToken cancellationToken)
    {
        var vector = new float[Dimensions];
        vector[text.Length % Dimensions] = 1;
        return ValueTask.FromResult<ReadOnlyMemory<float>>(vector);
    }
}
