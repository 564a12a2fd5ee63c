using System.Text.Json;
using OptPolicy.Cli.Output;
using OptPolicy.Quantization.Inspection;

namespace OptPolicy.Cli.Quantizing;

/// <summary>What a model is made of, for scripts.</summary>
internal static class InspectionJson
{
    public static void Write(CliEnvironment environment, ModelInspection model) => JsonOutput.Write(environment, json =>
    {
        json.WriteStartObject();
        json.WriteString("path", model.Path);
        json.WriteString("container", model.Container);
        json.WriteString("architecture", model.Architecture);
        json.WriteNumber("parameters", model.Parameters);
        json.WriteNumber("bytes", model.Bytes);
        json.WriteNumber("quantizable_weights", model.QuantizableWeights);
        json.WriteNumber("packed_weights", model.PackedWeights);
        json.WriteBoolean("on_grid", model.GridProblems.Count == 0);
        if (model.Graph is { } graph)
        {
            Write(json, graph);
        }

        json.WriteStartArray("formats");
        foreach (var format in model.Formats)
        {
            json.WriteStartObject();
            json.WriteString("name", format.Name);
            json.WriteNumber("tensors", format.Tensors);
            json.WriteNumber("elements", format.Elements);
            json.WriteNumber("bytes", format.Bytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("products");
        foreach (var product in model.Products)
        {
            json.WriteStartObject();
            json.WriteString("name", product.Name);
            json.WriteString("operator", product.Operation);
            json.WriteString("weight", product.Weight);
            json.WriteNumber("inputs", product.Inputs);
            json.WriteNumber("outputs", product.Outputs);
            json.WriteString("weights", product.Format);
            json.WriteBoolean("quantizable", product.IsFloat);
            json.WriteNumber("bytes", product.Bytes);
            if (product.GridProblem is not null)
            {
                json.WriteString("grid_problem", product.GridProblem);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("kept");
        foreach (var kept in model.Kept)
        {
            json.WriteStartObject();
            json.WriteString("name", kept.Name);
            json.WriteString("reason", kept.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, GraphFacts graph)
    {
        json.WriteStartObject("graph");
        json.WriteString("producer", graph.Producer);
        json.WriteNumber("ir_version", graph.IrVersion);
        json.WriteStartObject("opsets");
        foreach (var (domain, version) in graph.Opsets)
        {
            json.WriteNumber(domain, version);
        }

        json.WriteEndObject();
        json.WriteNumber("nodes", graph.Nodes);
        json.WriteStartObject("operators");
        foreach (var (operation, count) in graph.Operations)
        {
            json.WriteNumber(operation, count);
        }

        json.WriteEndObject();
        Texts(json, "inputs", graph.Inputs);
        Texts(json, "outputs", graph.Outputs);
        Texts(json, "functions", graph.Functions);
        Texts(json, "data_files", graph.DataFiles);
        json.WriteEndObject();
    }

    private static void Texts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
