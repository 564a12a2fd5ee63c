using System.CommandLine;
using OptPolicy.Evaluation.Compression;
using OptPolicy.Evaluation.Decoding;
using OptPolicy.Evaluation.Decoding.Memory;
using OptPolicy.Evaluation.Encoders;
using OptPolicy.Evaluation.Index;
using OptPolicy.Evaluation.Intents;
using OptPolicy.Evaluation.Language;
using OptPolicy.Evaluation.Measuring;
using OptPolicy.Evaluation.Quantization;
using OptPolicy.Evaluation.Reporting;
using OptPolicy.Evaluation.Retrieval;
using OptPolicy.Evaluation.Routing;
using OptPolicy.Evaluation.SemanticCache;
using Spectre.Console;

var data = new Option<DirectoryInfo?>("--data") { Description = "Folder with public data sets. Sets that are absent are skipped." };
var json = new Option<FileInfo?>("--json") { Description = "Also writes the figures to this file." };
var quick = new Option<bool>("--quick") { Description = "Fewer and shorter samples: a smoke test, not a measurement." };

var language = new Command("language", "Parsing, emission, decisions, middleware and the cold command line. Built in: needs no data.") { data, json, quick };
language.SetAction(async (arguments, cancellationToken) =>
{
    var console = AnsiConsole.Console;
    var sampling = arguments.GetValue(quick) ? Sampling.Quick : Sampling.Thorough;
    var rows = LanguageEvaluation.Run(sampling, step => console.MarkupLineInterpolated($"[grey]{step}[/]"));
    var report = new EvaluationReport("language", Surroundings.Commit(), Surroundings.Machine(), rows);
    report.Print(console);
    if (arguments.GetValue(json) is { } file)
        await report.WriteAsync(file, cancellationToken);
    return 0;
});

return await new RootCommand("Measures OptPolicy, one verb per layer.") { language, DecodingVerb.Create(data, json, quick), MemoryVerb.Create(json), MemoryVerb.CreateProbe(), IndexVerb.Create(data, json, quick), EncodersVerb.Create(data, json, quick), QuantizationVerb.Create(json, quick), PtqVerb.Create(json), CompressionVerb.Create(data, json, quick), SemanticCacheVerb.Create(data, json, quick), RetrievalVerb.Create(json), IntentsVerb.Create(data, json), RoutingVerb.Create(data, json) }.Parse(args).InvokeAsync();
