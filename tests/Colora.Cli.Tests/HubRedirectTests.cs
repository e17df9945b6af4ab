using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Colora.Testing;
using Xunit;

namespace Colora.Cli.Tests;

/// <summary>A hub over TLS on this machine, which the process is told to trust.</summary>
public sealed class HubRedirectTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    [Fact]
    public async Task A_redirect_from_a_line_that_nobody_can_read_to_one_that_all_can_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Certificate(key);
        await File.WriteAllTextAsync(folder["trusted.pem"], certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _ = Serve(certificate, $"http://localhost:{port}/elsewhere");
        var result = await Task.Run(() => CliProcess.Run([("HF_ENDPOINT", $"https://localhost:{port}"), ("HF_HOME", folder["cache"]), ("SSL_CERT_FILE", folder["trusted.pem"])], "generate", "--model", "owner/name", "--prompt", "x"), TestContext.Current.CancellationToken);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("localhost: redirects from https to http; expected an https address", result.Error);
    }

    public void Dispose()
    {
        listener.Dispose();
        folder.Dispose();
    }

    private static X509Certificate2 Certificate(ECDsa key)
    {
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    /// <summary>Describes a model, and sends who asks for a file of it elsewhere.</summary>
    private async Task Serve(X509Certificate2 certificate, string elsewhere)
    {
        var description = $"{{\"sha\":\"{new string('a', 40)}\",\"siblings\":[{{\"rfilename\":\"config.json\"}},{{\"rfilename\":\"tokenizer.json\"}},{{\"rfilename\":\"model.safetensors\"}}]}}";
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
            await using var stream = new SslStream(client.GetStream());
            await stream.AuthenticateAsServerAsync(certificate);
            var buffer = new byte[1 << 14];
            var read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
            var reply = Encoding.ASCII.GetString(buffer, 0, read).Contains(" /api/", StringComparison.Ordinal)
                ? $"HTTP/1.1 200 OK\r\nContent-Length: {description.Length}\r\nConnection: close\r\n\r\n{description}"
                : $"HTTP/1.1 302 Found\r\nLocation: {elsewhere}\r\nX-Linked-Etag: \"{new string('b', 64)}\"\r\nX-Linked-Size: 2\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(reply), TestContext.Current.CancellationToken);
        }
    }
}
