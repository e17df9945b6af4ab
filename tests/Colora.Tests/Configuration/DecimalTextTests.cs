using CsCheck;
using Xunit;

namespace Colora.Configuration;

public sealed class DecimalTextTests
{
    [Theory]
    [InlineData("16", 16)]
    [InlineData("16.0", 16)]
    [InlineData("16.", 16)]
    [InlineData("+1.6e1", 16)]
    [InlineData("160e-1", 16)]
    [InlineData("-0", 0)]
    [InlineData("0e999999999999", 0)]
    [InlineData("010", 10)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("9007199254740993.0", 9007199254740993)] // beyond a double's digits
    public void ReadInteger_TakesWholeNumbers(string text, long value) => Assert.Equal(value, DecimalText.ReadInteger(text));

    [Theory]
    [InlineData("")]
    [InlineData("1.5")]
    [InlineData("1e-400")]
    [InlineData("16.00000000000000000000001")]
    [InlineData("9223372036854775808")]
    [InlineData("1e999999999999")]
    [InlineData("0x10")]
    [InlineData("1_000")]
    [InlineData("1,000")]
    [InlineData(" 1")]
    [InlineData("1\n")]
    [InlineData(".")]
    [InlineData("e1")]
    [InlineData("--1")]
    [InlineData("\u0661")]
    public void ReadInteger_RefusesAllElse(string text) => Assert.Null(DecimalText.ReadInteger(text));

    [Theory]
    [InlineData("3e-4", 3e-4)]
    [InlineData("3E-4", 3e-4)]
    [InlineData(".5", 0.5)]
    [InlineData("5.", 5)]
    [InlineData("-1.25", -1.25)]
    [InlineData("1e-400", 0)]
    public void ReadDouble_TakesDecimals(string text, double value) => Assert.Equal(value, DecimalText.ReadDouble(text));

    [Theory]
    [InlineData(".inf")]
    [InlineData(".nan")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    [InlineData("1_0.5")]
    [InlineData("1,5")]
    [InlineData("0x1p3")]
    [InlineData("1e")]
    public void ReadDouble_RefusesAllElse(string text) => Assert.Null(DecimalText.ReadDouble(text));

    [Fact]
    public void ReadInteger_ReadsEveryLong() => Gen.Long.Sample(value => Assert.Equal(value, DecimalText.ReadInteger($"{value}")));
}
