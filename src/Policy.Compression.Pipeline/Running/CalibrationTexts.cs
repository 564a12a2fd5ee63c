using System.Text.Json;
using OptPolicy.Kernels.Templates;
using OptPolicy.Kernels.Tokenization;
using OptPolicy.Quantization.Calibration;

namespace OptPolicy.Compression.Pipeline.Running;

/// <summary>Calibration examples as the model will see them: conversations in its own template, everything else as it is.</summary>
internal static class CalibrationTexts
{
    private const int RowsMax = 128;

    public static CalibrationData Read(string path, string modelFolder)
    {
        if (!path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase))
            return new CalibrationData { Path = path };
        var template = ChatTemplate.Load(modelFolder, TokenizerFile.Load(modelFolder));
        var texts = File.ReadLines(path).Where(static line => !string.IsNullOrWhiteSpace(line)).Take(RowsMax).Select(line => Render(template, line)).ToList();
        return texts.TrueForAll(static t => t is not null) ? new CalibrationData { Texts = [.. texts.OfType<string>()] } : new CalibrationData { Path = path };
    }

    private static string? Render(ChatTemplate template, string line)
    {
        using var json = JsonDocument.Parse(line);
        if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("messages", out var messages) || messages.ValueKind != JsonValueKind.Array)
            return null;
        return template.Render([.. messages.EnumerateArray().Select(static m => new TemplateMessage(m.GetProperty("role").GetString()!, m.GetProperty("content").GetString()))], addGenerationPrompt: false);
    }
}
