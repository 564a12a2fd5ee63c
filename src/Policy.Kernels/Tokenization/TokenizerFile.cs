using System.Text.Json;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tokenization.Json;

namespace OptPolicy.Kernels.Tokenization;

/// <summary>Reads the <c>tokenizer.json</c> files of Hugging Face tokenizers.</summary>
public static class TokenizerFile
{
    /// <summary>The name of the file in a model folder.</summary>
    public const string FileName = "tokenizer.json";

    /// <summary>
    /// Loads a tokenizer. Truncation and padding settings of the file are ignored: they say how to batch, not how to tokenise.
    /// </summary>
    /// <param name="path">A model folder holding <c>tokenizer.json</c>, or the file itself.</param>
    /// <returns>An immutable, thread-safe tokenizer that gives the ids of the reference implementation.</returns>
    /// <exception cref="LocalModelException">
    /// The file is missing, is not JSON, or names a part (normaliser, pre-tokeniser, model, post-processor, decoder) that is not
    /// supported; the message names the part and the file.
    /// </exception>
    public static Tokenizer Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = Directory.Exists(path) ? Path.Combine(path, FileName) : path;
        byte[] json;
        try
        {
            json = File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LocalModelException(
                $"{file}: cannot be read ({e.Message}). Put the model's tokenizer.json beside its weights, or pass the path of the file.", e);
        }

        return Parse(json, file);
    }

    /// <summary>Loads a tokenizer from the bytes of a <c>tokenizer.json</c>.</summary>
    /// <param name="json">UTF-8 JSON.</param>
    /// <param name="name">What error messages call the file.</param>
    /// <exception cref="LocalModelException">As for <see cref="Load"/>.</exception>
    public static Tokenizer Parse(ReadOnlyMemory<byte> json, string name = FileName)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(WithoutMark(json), new JsonDocumentOptions { MaxDepth = 128 });
        }
        catch (JsonException e)
        {
            throw new LocalModelException($"{name}: is not valid JSON ({e.Message}). Copy the file again.", e);
        }

        using (document)
            return new TokenizerReader(name).Read(document.RootElement);
    }

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> json) =>
        json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json;
}
