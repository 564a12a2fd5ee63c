using System.CommandLine;
using OptPolicy.Cli.LocalModels;
using OptPolicy.Cli.Output;
using OptPolicy.Cli.Quantizing;
using OptPolicy.Quantization.Inspection;

namespace OptPolicy.Cli.Commands;

/// <summary><c>optpolicy inspect</c>: what a model is made of.</summary>
internal static class InspectCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var source = new Argument<string>("model") { Description = "An .onnx file, a model folder, a folder of safetensors, or a .gguf file." };
        var format = CommonOptions.Format(OutputFormat.Text, OutputFormat.Json);
        var command = new Command("inspect", "Shows what a model is made of: formats, products, what is quantised and whether it is on its grid.") { source, format };
        command.SetAction((parsed, _) => LocalModelCommand.RunAsync(environment, () =>
        {
            var inspection = ModelInspector.Inspect(environment.Resolve(parsed.GetValue(source)!));
            if (parsed.GetValue(format) == OutputFormat.Json)
            {
                InspectionJson.Write(environment, inspection);
            }
            else
            {
                InspectionText.Write(environment, inspection);
            }

            // Packed weights that are not on their grid are a finding.
            return Task.FromResult(inspection.GridProblems.Count == 0 ? ExitCode.Ok : ExitCode.Findings);
        }));
        return command;
    }
}
