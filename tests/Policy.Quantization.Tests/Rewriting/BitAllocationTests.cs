using OptPolicy.Kernels.Models;
using OptPolicy.Quantization.Calibration;
using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Methods;
using OptPolicy.Quantization.Rewriting;

namespace OptPolicy.Quantization.Tests.Rewriting;

public sealed class BitAllocationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(1)]
    public void WiderGridsFillTheBudgetWhetherOrNotStatisticsFitIntoMemory(long memoryLimit)
    {
        var model = RandomModel.Write(_folder.File("float"), format: WeightFormat.Fp32);
        var options = new QuantizationOptions { Grid = DefaultGrid.Of("int4"), Method = QuantizationMethod.Gptq, MixedBits = 6.5 };

        var report = ModelQuantizer.Quantize(model.Path, _folder.File("mixed"), options, new CalibrationData { MemoryLimit = memoryLimit, RowsMax = 4 });

        var layers = report.Layers.Where(static layer => !layer.IsTable).ToList();
        var bits = layers.Sum(static layer => layer.Grid.StoredBytes(layer.Outputs, layer.Inputs)) * 8.0 / layers.Sum(static layer => (double)layer.Inputs * layer.Outputs);
        Assert.InRange(bits, 5.5, 6.5);
        Assert.Equal(2, layers.Select(static layer => layer.Grid.Number).Distinct().Count());
        Assert.Equal(memoryLimit == 1, layers.Exists(static layer => layer.Note?.Contains("rounded to nearest", StringComparison.Ordinal) == true));
    }
}
