using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using OptPolicy.Workloads.Tasks;

namespace OptPolicy.Workloads.Running;

/// <summary>
/// Outcomes as JSON lines after a line that says of what they are. Every line is written whole and flushed; one that a kill has torn is cut off when the file is
/// opened again. Not thread-safe.
/// </summary>
internal sealed class OutcomeFile : IDisposable
{
    private readonly FileStream _stream;

    private OutcomeFile(FileStream stream, IReadOnlyList<TaskOutcome> outcomes) => (_stream, Outcomes) = (stream, outcomes);

    /// <summary>What an earlier run left.</summary>
    public IReadOnlyList<TaskOutcome> Outcomes { get; }

    /// <exception cref="WorkloadException">The file is of other tasks, another model or seed, damaged, or cannot be written.</exception>
    public static OutcomeFile Open(string path, OutcomeHeader header)
    {
        FileStream? stream = null;
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
                Directory.CreateDirectory(folder);
            stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            var file = new OutcomeFile(stream, ReadWhole(path, stream, header));
            if (stream.Length == 0)
                file.Append(header, OutcomeJson.Default.OutcomeHeader);
            stream = null;
            return file;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WorkloadException(path, 0, $"outcomes cannot be written: {error.Message}");
        }
        finally
        {
            stream?.Dispose();
        }
    }

    public void Append(TaskOutcome outcome) => Append(outcome, OutcomeJson.Default.TaskOutcome);

    public void Dispose() => _stream.Dispose();

    private static List<TaskOutcome> ReadWhole(string path, FileStream stream, OutcomeHeader header)
    {
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var whole = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        stream.SetLength(whole);
        stream.Position = whole;
        var outcomes = new List<TaskOutcome>();
        var number = 0;
        foreach (var line in Encoding.UTF8.GetString(bytes, 0, whole).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            number++;
            if (number > 1)
                outcomes.Add(Parse(line, OutcomeJson.Default.TaskOutcome, path, number));
            else if (Parse(line, OutcomeJson.Default.OutcomeHeader, path, number) is var found && found != header)
                throw new WorkloadException(path, 1, $"has outcomes of {Difference(found, header)}; delete it or name another file");
        }

        return outcomes;
    }

    private static string Difference(OutcomeHeader found, OutcomeHeader asked) =>
        found.Workload != asked.Workload ? "other tasks" : found.Model != asked.Model ? $"model '{found.Model}', not '{asked.Model}'" : $"seed {found.Seed}, not {asked.Seed}";

    private static T Parse<T>(string line, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, string path, int number)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(line, type) ?? throw new WorkloadException(path, number, "is no outcome");
        }
        catch (JsonException error)
        {
            throw new WorkloadException(path, number, $"is no outcome ({error.Message}); delete the file to start again");
        }
    }

    private void Append<T>(T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        _stream.Write([.. JsonSerializer.SerializeToUtf8Bytes(value, type), (byte)'\n']);
        _stream.Flush();
    }
}

/// <summary>Of what a file's outcomes are.</summary>
internal sealed record OutcomeHeader(string Workload, string Model, long Seed);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OutcomeHeader))]
[JsonSerializable(typeof(TaskOutcome))]
internal sealed partial class OutcomeJson : JsonSerializerContext;
