using System.CommandLine;
using OptPolicy.Evaluation.Reporting;
using Spectre.Console;

namespace OptPolicy.Evaluation.Retrieval;

/// <summary>The command <c>retrieval</c>.</summary>
internal static class RetrievalVerb
{
    public static Command Create(Option<FileInfo?> json)
    {
        var documents = new Option<DirectoryInfo>("--documents") { Description = "The folder of the documents.", DefaultValueFactory = static _ => new DirectoryInfo("docs") };
        var questions = new Option<FileInfo>("--questions") { Description = "A table of questions and the documents that answer them.", DefaultValueFactory = static _ => new FileInfo("bench/Policy.Evaluation/Retrieval/documentation-questions.tsv") };
        var embedder = new Option<DirectoryInfo>("--embedder") { Description = "A converted encoder that gives vectors.", DefaultValueFactory = static _ => new DirectoryInfo("models/embedder") };
        var verifier = new Option<DirectoryInfo?>("--rerank") { Description = "A converted classifier of pairs with the class 'same' that orders what hybrid search found." };
        var command = new Command("retrieval", "How often a passage of a right document is among the first: by vectors, by words, by both.") { json, documents, questions, embedder, verifier };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var console = AnsiConsole.Console;
            console.MarkupLineInterpolated($"[grey]indexing {arguments.GetValue(documents)!.FullName}[/]");
            var evaluation = new RetrievalEvaluation(arguments.GetValue(documents)!.FullName, arguments.GetValue(questions)!.FullName, arguments.GetValue(embedder)!.FullName, arguments.GetValue(verifier)?.FullName);
            var report = new EvaluationReport("retrieval", Surroundings.Commit(), Surroundings.Machine(), [.. await evaluation.RunAsync(cancellationToken)]);
            report.Print(console);
            if (arguments.GetValue(json) is { } output)
                await report.WriteAsync(output, cancellationToken);
            return 0;
        });
        return command;
    }
}
