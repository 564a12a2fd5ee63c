using System.CommandLine;
using Microsoft.Extensions.FileSystemGlobbing;
using OptPolicy.Cli.Caching;
using OptPolicy.Cli.Indexing;
using OptPolicy.Cli.LocalModels;
using OptPolicy.Cli.Output;

namespace OptPolicy.Cli.Commands;

/// <summary><c>optpolicy index</c>: a folder of documents becomes a collection that policies retrieve from.</summary>
internal static class IndexCommand
{
    private const long Mebibyte = 1L << 20;

    private static readonly string[] Documents = ["**/*.md", "**/*.markdown", "**/*.txt"];

    public static Command Create(CliEnvironment environment)
    {
        var source = new Argument<string>("documents") { Description = "The folder of the documents." };
        var target = new Option<string>("--out") { Description = "The collection's folder: new, or one to bring up to date.", Required = true, HelpName = "DIR" };
        var embedder = new Option<string?>("--embedder") { Description = "The folder of the policy's embedder; the shipped one when not given.", HelpName = "MODEL" };
        var policy = new Option<string?>("--policy") { Description = "The policy file that retrieves from it: its embedder makes the vectors, a service included.", HelpName = "FILE" };
        var include = new Option<string[]>("--include") { Description = $"Which files, relative to the folder; {string.Join(", ", Documents)} when not given.", HelpName = "GLOB" };
        var passage = new Option<int>("--passage") { Description = "Most tokens of a passage, by the embedder's tokenizer.", HelpName = "TOKENS", DefaultValueFactory = static _ => new IndexOptions().PassageTokens };
        var overlap = new Option<int>("--overlap") { Description = "Most tokens that a passage repeats of the one before.", HelpName = "TOKENS", DefaultValueFactory = static _ => new IndexOptions().OverlapTokens };
        var size = new Option<int>("--max-size") { Description = "The largest file, in MiB.", HelpName = "MIB", DefaultValueFactory = static _ => (int)(new IndexOptions().MaxFileBytes / Mebibyte) };
        AtLeast(passage, 16);
        AtLeast(overlap, 0);
        AtLeast(size, 1);
        var format = CommonOptions.Format(OutputFormat.Text, OutputFormat.Json);
        var command = new Command("index", "Makes a collection for 'retrieve from' of text and Markdown files. Run it again after changes: only those are read.") { source, target, embedder, policy, include, passage, overlap, size, format };
        command.Validators.Add(result =>
        {
            if (result.GetValue(embedder) is not null && result.GetValue(policy) is not null)
                result.AddError("Give either --embedder or --policy.");
        });
        command.SetAction((parsed, cancellation) => CacheCommandRun.RunAsync(environment, () => RunAsync(
            environment,
            parsed.GetValue(source)!,
            parsed.GetValue(target)!,
            parsed.GetValue(embedder),
            parsed.GetValue(policy),
            parsed.GetValue(include) is { Length: > 0 } globs ? globs : Documents,
            new IndexOptions { PassageTokens = parsed.GetValue(passage), OverlapTokens = parsed.GetValue(overlap), MaxFileBytes = parsed.GetValue(size) * Mebibyte },
            parsed.GetValue(format),
            cancellation)));
        return command;
    }

    private static async Task<int> RunAsync(
        CliEnvironment environment, string source, string target, string? model, string? policy, string[] include, IndexOptions options, OutputFormat format, CancellationToken cancellationToken)
    {
        var (root, folder) = (environment.Resolve(source), environment.Resolve(target));
        if (!Directory.Exists(root)) return LocalModelCommand.Fail(environment, $"there is no folder '{source}'");
        if (options.OverlapTokens * 2 > options.PassageTokens) return LocalModelCommand.Fail(environment, "--overlap takes at most half of --passage");
        var documents = Find(root, include);
        if (documents.Count == 0) return LocalModelCommand.Fail(environment, $"'{source}' holds no file that matches {string.Join(", ", include)}");

        var modelFolder = model is null ? Path.Combine(AppContext.BaseDirectory, EmbedderHost.ShippedFolder) : environment.Resolve(model);
        if (policy is null && !Directory.Exists(modelFolder)) return LocalModelCommand.Fail(environment, $"there is no model folder '{model ?? modelFolder}'");
        using var embedder = policy is null ? IndexEmbedder.OfFolder(modelFolder) : IndexEmbedder.OfPolicy(environment, policy, folder);
        if (options.PassageTokens > embedder.MostTokens) return LocalModelCommand.Fail(environment, $"--passage takes at most {embedder.MostTokens} tokens: the embedder reads no more of a text");
        var indexer = new CollectionIndexer(embedder.Embedder, embedder.CountTokens, options with { AtOnce = embedder.AtOnce });
        var report = await LiveStatus.RunAsync(environment, "reading", progress => indexer.RunAsync(documents, root, folder, new ProgressLine(progress), cancellationToken));
        if (format == OutputFormat.Json) IndexReportOutput.WriteJson(environment, report);
        else IndexReportOutput.WriteText(environment, report, folder);
        return report.Problems.Count > 0 ? ExitCode.Findings : ExitCode.Ok;
    }

    private static List<string> Find(string root, string[] include)
    {
        var matcher = new Matcher(StringComparison.Ordinal);
        matcher.AddIncludePatterns(include);
        return [.. matcher.GetResultsInFullPath(root).Select(f => Path.GetRelativePath(root, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];
    }

    private static void AtLeast(Option<int> option, int least) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() < least) result.AddError($"{option.Name} takes a number from {least} on.");
    });

    private sealed class ProgressLine(IProgress<string> line) : IProgress<IndexProgress>
    {
        public void Report(IndexProgress value) => line.Report($"{value.Done}/{value.Total} {value.Path}");
    }
}
