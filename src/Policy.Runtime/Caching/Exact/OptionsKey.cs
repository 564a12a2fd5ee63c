using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>The part of a cache key that the request's options make. The caller's model is left out: the policy decides it.</summary>
internal static class OptionsKey
{
    // No options and empty ones ask for the same.
    private static readonly ChatOptions None = new();

    /// <summary>Writes the options; <see langword="false"/> when something has no canonical form.</summary>
    public static bool TryWrite(ref CanonicalWriter writer, ChatOptions? options)
    {
        writer.Tag(KeyPart.Options);
        options ??= None;

        writer.Prose(string.IsNullOrEmpty(options.Instructions) ? null : options.Instructions);
        Write(ref writer, options.Temperature);
        Write(ref writer, options.TopP);
        Write(ref writer, options.FrequencyPenalty);
        Write(ref writer, options.PresencePenalty);
        Write(ref writer, options.TopK);
        Write(ref writer, options.Seed);
        Write(ref writer, options.MaxOutputTokens);
        Write(ref writer, (long?)options.Reasoning?.Effort);
        Write(ref writer, (long?)options.Reasoning?.Output);
        Write(ref writer, options.AllowMultipleToolCalls is { } multiple ? (multiple ? 1 : 0) : null);
        Write(ref writer, options.AllowBackgroundResponses is { } background ? (background ? 1 : 0) : null);
        foreach (var stop in options.StopSequences ?? [])
        {
            writer.Tag(KeyPart.Value);
            writer.Text(stop);
        }

        return TryWriteFormat(ref writer, options.ResponseFormat)
            && TryWriteTools(ref writer, options)
            && ExactKey.TryWriteProperties(ref writer, options.AdditionalProperties);
    }

    private static bool TryWriteFormat(ref CanonicalWriter writer, ChatResponseFormat? format)
    {
        writer.Tag(KeyPart.Format);
        switch (format)
        {
            case null:
            case ChatResponseFormatText:
                return true;
            case ChatResponseFormatJson json:
                writer.Tag(KeyPart.Value);
                writer.Text(json.Schema?.GetRawText());
                writer.Text(json.SchemaName);
                writer.Text(json.SchemaDescription);
                return true;
            default:
                return false;
        }
    }

    private static bool TryWriteTools(ref CanonicalWriter writer, ChatOptions options)
    {
        switch (options.ToolMode)
        {
            case null or AutoChatToolMode:
                writer.Number(0);
                break;
            case NoneChatToolMode:
                writer.Number(1);
                break;
            case RequiredChatToolMode required:
                writer.Number(2);
                writer.Text(required.RequiredFunctionName);
                break;
            default:
                return false;
        }

        foreach (var tool in options.Tools ?? [])
        {
            // Tools that the provider runs look things up: their answers age in ways that no key can name.
            if (tool is not AIFunctionDeclaration function) return false;
            writer.Tag(KeyPart.Tool);
            writer.Text(function.Name);
            writer.Text(function.Description);
            writer.Text(function.JsonSchema.GetRawText());
            if (!ExactKey.TryWriteProperties(ref writer, function.AdditionalProperties)) return false;
        }

        return true;
    }

    private static void Write(ref CanonicalWriter writer, long? value)
    {
        writer.Number(value is null ? 0L : 1L);
        writer.Number(value ?? 0L);
    }

    private static void Write(ref CanonicalWriter writer, float? value)
    {
        writer.Number(value is null ? 0L : 1L);
        writer.Number((double)(value ?? 0f));
    }
}
