using System.Text;

namespace OptPolicy.Cli.Caching.Labels;

/// <summary>A row of a table file.</summary>
/// <param name="Line">Where it begins, from 1.</param>
internal sealed record SeparatedRow(int Line, IReadOnlyList<string> Fields);

/// <summary>Tables with a separator between fields and quotes around those that hold it (RFC 4180).</summary>
internal static class SeparatedRows
{
    public static IEnumerable<SeparatedRow> Read(TextReader reader, char separator)
    {
        var (fields, field, isQuoted) = (new List<string>(), new StringBuilder(), false);
        var (line, start) = (1, 1);
        for (var next = reader.Read(); next >= 0; next = reader.Read())
        {
            var c = (char)next;
            if (c == '\n')
                line++;
            if (isQuoted)
            {
                if (c != '"')
                {
                    field.Append(c);
                }
                else if (reader.Peek() == '"')
                {
                    field.Append((char)reader.Read());
                }
                else
                {
                    isQuoted = false;
                }
            }
            else if (c == '"' && field.Length == 0)
            {
                isQuoted = true;
            }
            else if (c == separator)
            {
                fields.Add(Taken(field));
            }
            else if (c == '\n')
            {
                fields.Add(Taken(field));
                if (fields.Exists(static f => f.Length > 0))
                    yield return new SeparatedRow(start, fields);
                (fields, start) = ([], line);
            }
            else if (c != '\r')
            {
                field.Append(c);
            }
        }

        fields.Add(Taken(field));
        if (fields.Exists(static f => f.Length > 0))
            yield return new SeparatedRow(start, fields);
    }

    private static string Taken(StringBuilder field)
    {
        var text = field.ToString();
        field.Clear();
        return text;
    }
}
