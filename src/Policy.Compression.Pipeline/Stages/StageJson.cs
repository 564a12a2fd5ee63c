using System.Text.Json;
using System.Text.Json.Serialization;

namespace OptPolicy.Compression.Pipeline.Stages;

/// <summary>The JSON that the pipeline and the worker exchange.</summary>
public static class StageJson
{
    /// <summary>Name of the file with the <see cref="StageResult"/> in a stage's output.</summary>
    public const string ResultFileName = "stage.json";

    /// <summary>Reads a request.</summary>
    /// <exception cref="FormatException">The file is no request; the message names it.</exception>
    public static StageRequest ReadRequest(string path) => Read(path, StageJsonContext.Default.StageRequest);

    /// <summary>Writes a request.</summary>
    public static void WriteRequest(string path, StageRequest request) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(request, StageJsonContext.Default.StageRequest));

    /// <summary>Reads what a stage did from its output.</summary>
    /// <exception cref="FormatException">The file is no result; the message names it.</exception>
    public static StageResult ReadResult(string outputFolder) => Read(Path.Combine(outputFolder, ResultFileName), StageJsonContext.Default.StageResult);

    /// <summary>Writes what a stage did into its output.</summary>
    public static void WriteResult(string outputFolder, StageResult result) =>
        File.WriteAllBytes(Path.Combine(outputFolder, ResultFileName), JsonSerializer.SerializeToUtf8Bytes(result, StageJsonContext.Default.StageResult));

    /// <summary>Progress as the one line that the worker prints.</summary>
    public static string ToLine(StageProgress progress) => JsonSerializer.Serialize(progress, StageLineContext.Default.StageProgress);

    /// <summary>Reads a line of the worker; <see langword="null"/> when it is none of progress.</summary>
    public static StageProgress? ReadLine(string line)
    {
        if (!line.StartsWith('{'))
            return null;
        try
        {
            return JsonSerializer.Deserialize(line, StageLineContext.Default.StageProgress);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static T Read<T>(string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type) ?? throw new FormatException($"'{path}' is empty");
        }
        catch (JsonException error)
        {
            throw new FormatException($"'{path}' is damaged: {error.Message}", error);
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StageRequest))]
[JsonSerializable(typeof(StageResult))]
internal sealed partial class StageJsonContext : JsonSerializerContext;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StageProgress))]
internal sealed partial class StageLineContext : JsonSerializerContext;
