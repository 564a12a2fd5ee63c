using OptPolicy.Kernels;

namespace OptPolicy.Cli.LocalModels;

/// <summary>The stages of opening a model, in words.</summary>
internal sealed class LoadLines(IProgress<string> lines, string model) : IProgress<LoadProgress>
{
    public void Report(LoadProgress value) => lines.Report(value.Stage switch
    {
        LoadStage.Configuration => $"{model}: reading the configuration and the tokenizer",
        LoadStage.Weights => $"{model}: loading the weights",
        LoadStage.Measuring => $"{model}: comparing and timing calls of every width",
        _ => $"{model}: ready",
    });
}
