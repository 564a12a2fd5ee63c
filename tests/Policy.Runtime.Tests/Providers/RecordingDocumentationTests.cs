using System.Runtime.CompilerServices;
using OptPolicy.Runtime.Tests.Storage;

namespace OptPolicy.Runtime.Tests.Providers;

public sealed class RecordingDocumentationTests
{
    [Fact]
    public void TheExampleOnTheDocumentationPageIsARecording()
    {
        var page = File.ReadAllText(Page());
        var example = page.Split("```jsonl\n")[1].Split("```")[0];
        using var file = new TemporaryFile(example);

        Assert.Equal(6, Recording.Read(file.Path).Answers.Length);
    }

    [Fact]
    public void EveryMemberIsDocumented()
    {
        var page = File.ReadAllText(Page());

        Assert.All(RecordingJson.Default.RecordedAnswer.Properties, member => Assert.Contains($"`{member.Name}`", page, StringComparison.Ordinal));
    }

    private static string Page([CallerFilePath] string testFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(testFile)!, "../../../docs/recordings.md"));
}
