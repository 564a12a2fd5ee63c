using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SupportDesk.Authoring;

/// <summary>Writes the sample's traffic and recordings.</summary>
internal static class Author
{
    /// <param name="sample">The sample's folder, with orders, prompts and scenarios.</param>
    /// <returns>The number of conversations.</returns>
    public static async Task<int> WriteAsync(string sample)
    {
        var json = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        };

        var prompts = Directory.GetFiles(Path.Combine(sample, "prompts"))
            .ToDictionary(static p => Path.GetFileNameWithoutExtension(p), File.ReadAllText, StringComparer.Ordinal);
        var orders = File.ReadLines(Path.Combine(sample, "orders.jsonl"))
            .Select(line => JsonSerializer.Deserialize<Order>(line, json)!)
            .ToList();
        var scenarios = ScenarioReader.Read(Path.Combine(sample, "authoring", "scenarios"));
        var conversations = new Day(orders, seed: 20260309).Play(scenarios);

        await File.WriteAllLinesAsync(Path.Combine(sample, "traffic.jsonl"), conversations.Select(c => JsonSerializer.Serialize(c, json)));
        Directory.CreateDirectory(Path.Combine(sample, "recordings"));
        var recorder = new Recorder(prompts);
        foreach (var model in (string[])["mini", "premium"])
        {
            var lines = recorder.Record(model, conversations);
            await File.WriteAllLinesAsync(Path.Combine(sample, "recordings", model + ".jsonl"), lines.Select(RecordingFormat.Line));
        }

        return conversations.Count;
    }
}
