using System.CommandLine;
using System.Text.Json.Nodes;
using OptPolicy.Compression.Pipeline.Stages;
using OptPolicy.Compression.Stages;

namespace OptPolicy.Compression.Tool.Commands;

/// <summary><c>stage</c>: one stage of a declared compression, as the pipeline starts it. Progress is JSON lines, and so is what went wrong.</summary>
internal static class StageCommand
{
    public static Command Create()
    {
        var request = new Argument<string>("request") { Description = "A JSON file that says what to do." };
        var command = new Command("stage", "Carries out one stage of a compression; the same request goes on where a stopped one was.") { request };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed.GetRequiredValue(request), Console.Out, Console.Error, cancellation)));
        return command;
    }

    internal static int Run(string path, TextWriter output, TextWriter errors, CancellationToken cancellation)
    {
        try
        {
            new StageRunner(TimeProvider.System).Run(StageJson.ReadRequest(path), progress => output.WriteLine(StageJson.ToLine(progress)), cancellation);
            return 0;
        }
        catch (Exception error) when (StageFailure.Explain(error) is { } reason)
        {
            errors.WriteLine(new JsonObject { ["error"] = reason }.ToJsonString());
            return 1;
        }
    }
}
