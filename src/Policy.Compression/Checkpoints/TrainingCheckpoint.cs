using System.Globalization;
using System.Text.Json;
using OptPolicy.Compression.Training;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Checkpoints;

/// <summary>
/// Everything a run needs to go on as if it had never stopped, one folder per step under <c>checkpoints/</c>.
/// A folder is written under another name and renamed when complete, so a folder that is there is whole.
/// </summary>
internal sealed class TrainingCheckpoint(string runFolder)
{
    private const string StatePrefix = "step-";
    private const string OptimiserName = "optimizer.safetensors";
    private const string StateName = "state.json";
    private const int Kept = 2;

    private string Root => Path.Combine(runFolder, "checkpoints");

    public void Write(ITrainedModel model, IReadOnlyList<(string Name, Tensor Value)> moments, TrainingState state)
    {
        var final = Path.Combine(Root, StatePrefix + state.Step.ToString("D8", CultureInfo.InvariantCulture));
        // What is there is whole and of this very step: to replace it would be to be without it for a moment.
        if (Directory.Exists(final))
            return;

        var partial = final + ".partial";
        Remove(partial);
        Directory.CreateDirectory(partial);
        TensorFile.Write(Path.Combine(partial, ModelFolder.WeightsName), Values(model));
        TensorFile.Write(Path.Combine(partial, OptimiserName), moments);
        File.WriteAllText(Path.Combine(partial, StateName), JsonSerializer.Serialize(state));
        Directory.Move(partial, final);
        foreach (var old in Complete().SkipLast(Kept))
            Remove(old);
    }

    /// <summary>Restores the newest whole checkpoint, or gives <see langword="null"/> when there is none.</summary>
    public TrainingState? Restore(ITrainedModel model, IReadOnlyList<(string Name, Tensor Value)> moments, string runHash)
    {
        if (Complete().LastOrDefault() is not { } folder)
            return null;

        var state = JsonSerializer.Deserialize<TrainingState>(File.ReadAllText(Path.Combine(folder, StateName)))!;
        if (state.RunHash != runHash)
            throw new TrainingException($"{folder} belongs to a run with other data, options or dimensions: start in an empty folder, or continue with what that run had");

        TensorFile.Fill(Path.Combine(folder, ModelFolder.WeightsName), Values(model));
        TensorFile.Fill(Path.Combine(folder, OptimiserName), moments);
        return state;
    }

    private static IEnumerable<(string Name, Tensor Value)> Values(ITrainedModel model) => model.Weights().Select(w => (w.Name, (Tensor)w.Weight));

    private string[] Complete() => !Directory.Exists(Root)
        ? []
        : [.. Directory.GetDirectories(Root, StatePrefix + "*").Where(d => !d.EndsWith(".partial", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
