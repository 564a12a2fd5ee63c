using OptPolicy.Evaluation.Reporting;
using OptPolicy.Quantization.Calibration;
using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Methods;
using OptPolicy.Quantization.Rewriting;

namespace OptPolicy.Evaluation.Compression;

/// <summary>What every format and method of quantisation without training changes in a model's outputs, on rows that it was not calibrated with.</summary>
internal sealed class PtqSection(string name, string model, CalibrationData calibration, CalibrationData heldOut)
{
    private static readonly (string Label, string Format, int? Group, QuantizationMethod Method, ActivationFormat Activations)[] Arms =
    [
        ("int8", "int8", null, QuantizationMethod.Rtn, ActivationFormat.Float),
        ("int8, dynamic int8 inputs", "int8", null, QuantizationMethod.Rtn, ActivationFormat.Int8Dynamic),
        ("int8, dynamic int8 inputs, SmoothQuant", "int8", null, QuantizationMethod.SmoothQuant, ActivationFormat.Int8Dynamic),
        ("int8, static int8 inputs", "int8", null, QuantizationMethod.Rtn, ActivationFormat.Int8Static),
        ("fp8", "fp8", null, QuantizationMethod.Rtn, ActivationFormat.Float),
        ("nvfp4", "nvfp4", null, QuantizationMethod.Rtn, ActivationFormat.Float),
        ("mxfp4", "mxfp4", null, QuantizationMethod.Rtn, ActivationFormat.Float),
        ("int4 group 32", "int4", 32, QuantizationMethod.Rtn, ActivationFormat.Float),
        ("int4 group 32, AWQ", "int4", 32, QuantizationMethod.Awq, ActivationFormat.Float),
        ("int4 group 32, GPTQ", "int4", 32, QuantizationMethod.Gptq, ActivationFormat.Float),
        ("int2 group 16", "int2", 16, QuantizationMethod.Rtn, ActivationFormat.Float),
        ("int2 group 16, GPTQ", "int2", 16, QuantizationMethod.Gptq, ActivationFormat.Float),
    ];

    public List<EvaluationRow> Run(Action<string> step)
    {
        var rows = new List<EvaluationRow>();
        var folder = Directory.CreateTempSubdirectory("optpolicy-ptq-").FullName;
        try
        {
            foreach (var arm in Arms)
            {
                step($"{name}: {arm.Label}");
                Measure(step, arm.Label, new QuantizationOptions { Grid = DefaultGrid.Of(arm.Format, arm.Group), Method = arm.Method, Activations = arm.Activations }, Path.Combine(folder, "model"), rows);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return rows;
    }

    private void Measure(Action<string> step, string label, QuantizationOptions options, string destination, List<EvaluationRow> rows)
    {
        try
        {
            var target = File.Exists(model) ? destination + ".onnx" : destination;
            var report = ModelQuantizer.Quantize(model, target, options, calibration, overwrite: true);
            var graph = File.Exists(model) ? target : Path.Combine(target, "model.onnx");
            var (outputs, _) = OutputComparer.Compare(ModelSource.Open(model), graph, heldOut, CancellationToken.None);
            var layers = report.Layers.Where(static l => !l.IsTable).ToList();
            Add("error of the outputs, %", outputs!.RelativeError * 100, outputs.Rows, "‖quantised − original‖ / ‖original‖ on held-out rows");
            Add("same largest number, %", outputs.SameTopFraction * 100, outputs.Rows, "rows along the outputs' last dimension");
            Add("error of a product, %", layers.Average(static l => l.OutputError) * 100, layers.Count, "mean over products, on calibration rows");
            Add("size, %", report.BytesAfter * 100.0 / report.BytesBefore, 1, $"of {report.BytesBefore:N0} bytes");
        }
        catch (Kernels.Models.LocalModelException error)
        {
            step($"{name}: no {label}: {error.Message}");
        }

        void Add(string metric, double value, int n, string note) => rows.Add(new(name, $"{label}: {metric}", value, value, value, n, note));
    }
}
