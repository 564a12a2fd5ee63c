using OptPolicy.Compression.Training;

namespace OptPolicy.Compression.Tool.Commands;

/// <summary>One line that is rewritten on a terminal; a line every hundred steps in a log.</summary>
internal sealed class ProgressLine(TextWriter output, bool isLog, Func<Evaluation, string> describe)
{
    private const int LogInterval = 100;

    public void Show(TrainingProgress progress)
    {
        var text = $"step {progress.Step}/{progress.Steps}  loss {progress.SmoothedLoss:F3}  {progress.TokensPerSecond:N0} tokens/s  {progress.Remaining:hh\\:mm\\:ss} left";
        if (progress.HeldOut is { } heldOut)
            output.WriteLine($"{(isLog ? "" : "\r")}{text}  {describe(heldOut)}");
        else if (!isLog)
            output.Write($"\r{text}   ");
        else if (progress.Step % LogInterval == 0)
            output.WriteLine(text);
    }

    public void End()
    {
        if (!isLog)
            output.WriteLine();
    }
}
