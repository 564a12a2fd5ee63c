namespace OptPolicy.Compression.Data;

/// <summary>Sets parts of a text aside for measuring, before anything else is made of it.</summary>
/// <param name="Training">Lines to train on.</param>
/// <param name="HeldOut">Lines to measure on.</param>
public sealed record TextSplit(IReadOnlyList<string> Training, IReadOnlyList<string> HeldOut)
{
    /// <summary>Holds out every <paramref name="every"/>-th block of lines, so that what is held out comes from all over the text.</summary>
    /// <exception cref="TrainingDataException">The text is too short to hold out a block.</exception>
    public static TextSplit Of(string path, int blockLines, int every)
    {
        List<string> training = [], heldOut = [];
        var lines = TextFile.ReadLines(path);
        for (var i = 0; i < lines.Length; i++)
            (i / blockLines % every == every - 1 ? heldOut : training).Add(lines[i]);
        return heldOut.Count > 0
            ? new TextSplit(training, heldOut)
            : throw new TrainingDataException($"{path} has {lines.Length} lines, too few to hold out one block of {blockLines} in {every}: use smaller blocks or hold out more often");
    }
}
