using SupportDesk.Authoring;

namespace OptPolicy.Samples.Tests;

public sealed class AuthoringTests
{
    [Fact]
    public async Task TheCommittedFilesAreWhatTheScenariosMake()
    {
        var folder = Directory.CreateTempSubdirectory("authoring-");
        try
        {
            foreach (var path in Directory.GetFiles(SampleFiles.Source, "*", SearchOption.AllDirectories).Where(static p => Path.GetExtension(p) is ".txt" or ".md" || p.EndsWith("orders.jsonl", StringComparison.Ordinal)))
            {
                var target = Path.Combine(folder.FullName, Path.GetRelativePath(SampleFiles.Source, path));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(path, target);
            }

            await Author.WriteAsync(folder.FullName);
            foreach (var name in (string[])["traffic.jsonl", "recordings/mini.jsonl", "recordings/premium.jsonl"])
                Assert.Equal(await SampleFiles.ReadSourceAsync(name), await File.ReadAllTextAsync(Path.Combine(folder.FullName, name), TestContext.Current.CancellationToken));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
