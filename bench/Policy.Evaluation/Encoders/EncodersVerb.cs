using System.CommandLine;
using OptPolicy.Evaluation.Reporting;
using Spectre.Console;

namespace OptPolicy.Evaluation.Encoders;

/// <summary>The command <c>encoders</c>.</summary>
internal static class EncodersVerb
{
    public static Command Create(Option<DirectoryInfo?> data, Option<FileInfo?> json, Option<bool> quick)
    {
        var embedder = new Option<DirectoryInfo?>("--embedder") { Description = "A converted encoder that gives vectors." };
        var vectors = new Option<FileInfo?>("--vectors") { Description = "Instead of an embedder: JSON lines {\"text\", \"vector\"} with float32 in base64, of another model." };
        var texts = new Option<FileInfo?>("--write-texts") { Description = "Only writes the texts that vectors are needed of, as JSON lines {\"text\"}." };
        var verifier = new Option<DirectoryInfo?>("--verifier") { Description = "A converted classifier of pairs with the class 'same'." };
        var classifiers = new Option<string[]>("--classifiers") { Description = "Converted classifiers of intents in float32: the first, and smaller ones that are measured against it.", AllowMultipleArgumentsPerToken = true };
        var labelled = new Option<FileInfo[]>("--labelled") { Description = "More texts for the classifiers: JSON lines {\"text\", \"label\"}.", AllowMultipleArgumentsPerToken = true };
        var command = new Command("encoders", "Sentence vectors and the verifier of pairs: neighbours, duplicate questions, behaviour by family.") { data, json, quick, embedder, vectors, texts, verifier, classifiers, labelled };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var console = AnsiConsole.Console;
            var folder = arguments.GetValue(data)?.FullName ?? throw new InvalidOperationException("--data is needed: every measurement here is on public data.");
            var sets = EncoderSets.Read(folder, arguments.GetValue(quick));
            if (arguments.GetValue(texts) is { } file)
            {
                await File.WriteAllLinesAsync(file.FullName, sets.Texts.Select(EncoderSets.TextLine), cancellationToken);
                return 0;
            }

            var report = new EvaluationReport("encoders", Surroundings.Commit(), Surroundings.Machine(), [.. Rows()]);
            report.Print(console);
            if (arguments.GetValue(json) is { } output)
                await report.WriteAsync(output, cancellationToken);
            return 0;

            IEnumerable<EvaluationRow> Rows()
            {
                if (arguments.GetValue(classifiers) is { Length: > 0 } folders)
                {
                    foreach (var row in ClassifierComparison.Run([.. sets.Intents, .. (arguments.GetValue(labelled) ?? []).Select(EncoderSets.Labelled)], sets.OutOfScope, folders))
                        yield return row;
                    yield break;
                }

                foreach (var row in VectorEvaluation.Run(sets, LexicalVectors.Of(sets), "words (TF-IDF)"))
                    yield return row;
                if (arguments.GetValue(vectors) is { } given)
                {
                    foreach (var row in VectorEvaluation.Run(sets, ModelVectors.Read(given.FullName), given.Name))
                        yield return row;
                }

                IReadOnlyDictionary<string, float[]>? embedded = null;
                if (arguments.GetValue(embedder) is { } model)
                {
                    embedded = ModelVectors.Of(model.FullName, sets.Texts);
                    foreach (var row in VectorEvaluation.Run(sets, embedded, model.Name))
                        yield return row;
                }

                if (arguments.GetValue(verifier) is { } pairs)
                {
                    foreach (var row in VerifierEvaluation.Run(sets, pairs.FullName, embedded))
                        yield return row;
                }
            }
        });
        return command;
    }
}
