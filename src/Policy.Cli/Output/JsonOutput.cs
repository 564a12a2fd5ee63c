using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OptPolicy.Cli.Output;

/// <summary>One indented JSON document on standard output. Written token by token: no serializer to warm up.</summary>
internal static class JsonOutput
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    public static void Write(CliEnvironment environment, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            write(json);
        }

        environment.Out.Write(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
        environment.Out.Write('\n');
    }
}
