using OptPolicy.Compression.Training;

namespace OptPolicy.Compression.Tool.Commands;

/// <summary>One line that is rewritten on a terminal; a line every hundred steps in a log.</summary>
internal sealed class ProgressLine(TextWriter output, bool isLog)
{
    private const int LogInterval = 100;

    public void Show(TrainingProgress progress)
    {
        var text = $"step {progress.Step}/{progress.Steps}  loss {progress.SmoothedLoss:F3}  {progress.TokensPerSecond:N0} tokens/s  {progress.Remaining:hh\\:mm\\:ss} left";
        if (progress.HeldOut is { } heldOut)
            output.WriteLine($"{(isLog ? "" : "\r")}{text}  held-out perplexity {heldOut.Perplexity:F3}{(heldOut.ExactAnswers is { } exact ? $", {exact:P2} of answers wholly right" : "")}");
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
