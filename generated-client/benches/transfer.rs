//! The memory for sending and receiving a gigabyte: `cargo bench -p managed-agents --bench transfer`.
//!
//! Each row is a separate process. It calls a server in another process, and prints its peak memory. The first row is a
//! process that makes one small call.

use std::{
    env, fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    time::Instant,
};

use managed_agents::{
    Client,
    runtime::{Body, File},
    types::UploadFileRequest,
};
use tokio::io::AsyncReadExt as _;

const GIGABYTE: u64 = 1 << 30;
const CONTENT: &str = "/v1/files/large/content";

/// The rows, with the argument for the process that makes the call.
const ROWS: [&str; 5] =
    ["one small call", "download", "upload of a file", "upload of a reader", "upload of a reader, in chunks"];

fn main() {
    let row = env::args().nth(1).unwrap_or_default();
    match (row.as_str(), env::args().nth(2)) {
        ("serve", _) => serve(),
        (row, Some(url)) if ROWS.contains(&row) => {
            transfer(row, &url);
            println!("{}", peak());
        }
        _ => all_rows(),
    }
}

fn all_rows() {
    let mut server = this_program(&["serve"]);
    let url = format!("http://{}", line_of(&mut server));
    println!("| what | most memory, MB | seconds |");
    println!("| --- | --: | --: |");
    for row in ROWS {
        let start = Instant::now();
        let mut process = this_program(&[row, &url]);
        let kilobytes: u64 = line_of(&mut process).parse().expect("a number");
        assert!(process.wait().expect("it ends").success(), "{row}");
        let megabytes = kilobytes / 1024;
        println!("| {row} | {megabytes} | {:.1} |", start.elapsed().as_secs_f64());
        assert!(megabytes < 30, "{row} takes {megabytes} MB");
    }
    server.kill().expect("the server runs");
    server.wait().expect("the server ends");
}

fn this_program(arguments: &[&str]) -> Child {
    let mut command = Command::new(env::current_exe().expect("a program"));
    command.args(arguments).stdout(Stdio::piped()).spawn().expect("this program can be started")
}

fn line_of(process: &mut Child) -> String {
    let mut line = String::new();
    BufReader::new(process.stdout.take().expect("it is read")).read_line(&mut line).expect("a line");
    line.trim_end().to_owned()
}

/// The peak memory of this process, in KiB. It is known only on Linux.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}

#[tokio::main]
async fn transfer(row: &str, url: &str) {
    let client = Client::builder().base_url(url).api_key("test").build().expect("a client");
    let reader = || tokio::io::repeat(b'x').take(GIGABYTE);
    let file = match row {
        "one small call" => File::from("x"),
        "download" => {
            let download = client.files().download("large").send_stream().await.expect("a download");
            let length = download.copy_to(&mut tokio::io::sink()).await.expect("all of it");
            assert_eq!(length, GIGABYTE);
            return;
        }
        "upload of a file" => {
            let path = env::temp_dir().join(format!("transfer-{}", std::process::id()));
            fs::File::create(&path).and_then(|file| file.set_len(GIGABYTE)).expect("a file of zeros");
            upload(&client, File::from_path(&path)).await;
            return fs::remove_file(path).expect("it is there");
        }
        "upload of a reader" => File::new(Body::from_reader(reader()).with_length(GIGABYTE)),
        _ => File::from_reader(reader()),
    };
    upload(&client, file).await;
}

async fn upload(client: &Client, file: File) {
    client.files().upload(UploadFileRequest::new(file)).send().await.expect("an upload");
}

/// Sends a gigabyte in response to a GET, and reads the bodies of other requests.
fn serve() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    println!("{}", listener.local_addr().expect("an address"));
    for stream in listener.incoming().flatten() {
        // A client that disconnects has got its response.
        let _ = answer(stream);
    }
}

fn answer(stream: TcpStream) -> std::io::Result<()> {
    let mut reader = BufReader::with_capacity(64 << 10, stream.try_clone()?);
    let mut stream = stream;
    let (mut line, mut head) = (String::new(), String::new());
    while reader.read_line(&mut line)? > 2 {
        head += &line.to_lowercase();
        line.clear();
    }
    if head.starts_with(&format!("get {CONTENT} ")) {
        write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {GIGABYTE}\r\n\r\n")?;
        return std::io::copy(&mut std::io::repeat(b'x').take(GIGABYTE), &mut stream).map(drop);
    }
    let find = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    match find("content-length:") {
        Some(length) => {
            let length = length.parse().expect("a number");
            std::io::copy(&mut (&mut reader).take(length), &mut std::io::sink())?;
        }
        None => read_chunks(&mut reader)?,
    }
    let body = r#"{"id": "file_1", "type": "file", "filename": "large"}"#;
    write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
}

fn read_chunks(reader: &mut BufReader<TcpStream>) -> std::io::Result<()> {
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let length = u64::from_str_radix(line.trim_end(), 16).expect("the length of a chunk");
        std::io::copy(&mut reader.take(length + 2), &mut std::io::sink())?;
        if length == 0 {
            return Ok(());
        }
    }
}
