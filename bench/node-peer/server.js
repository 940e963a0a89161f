// The peer that `cloudapp bench` measures against: the original's stack (Express, mysql2, minio client) in
// cluster mode of two, on the same database servers and object store, with pools of the same total size.
import cluster from "node:cluster";
import { createHash, randomUUID } from "node:crypto";
import express from "express";
import multer from "multer";
import mysql from "mysql2/promise";
import { Client } from "minio";

const workers = 2;
const imageBytesMax = 10_000_000;
const { env } = process;

const columns = `id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, name VARCHAR(200) NOT NULL,
  object_key VARCHAR(128) NOT NULL UNIQUE, content_type VARCHAR(40) NOT NULL, size_bytes BIGINT UNSIGNED NOT NULL,
  sha256 BINARY(32) NOT NULL, site VARCHAR(63) NOT NULL, node VARCHAR(63) NOT NULL, created_at DATETIME(6) NOT NULL`;

const pool = (port) => mysql.createPool({
  host: env.DB_HOST, port: Number(port), user: env.DB_USER, password: env.DB_PASSWORD, database: env.DB_NAME,
  connectionLimit: Number(env.POOL_SIZE) / workers, ssl: { rejectUnauthorized: false }, timezone: "Z",
});

const view = (row) => ({
  id: row.id, name: row.name, contentType: row.content_type, sizeBytes: row.size_bytes, sha256: row.sha256.toString("hex"),
  site: row.site, node: row.node, createdAt: row.created_at, url: `/api/records/${row.id}`, imageUrl: `/api/records/${row.id}/image`,
});

function serve() {
  const writes = pool(env.DB_WRITE_PORT);
  const reads = pool(env.DB_READ_PORT);
  const store = new Client({
    endPoint: env.STORE_HOST, port: Number(env.STORE_PORT), useSSL: false, region: "us-east-1",
    accessKey: env.STORE_ACCESS_KEY, secretKey: env.STORE_SECRET_KEY,
  });
  const upload = multer({ storage: multer.memoryStorage(), limits: { fileSize: imageBytesMax } });
  const app = express();
  app.disable("x-powered-by");
  app.set("etag", false);

  app.get("/health", (request, response) => response.json({ status: "ok", site: env.SITE, node: env.NODE_NAME }));

  app.get("/api/latest", async (request, response) => {
    const [[row]] = await reads.execute("SELECT * FROM peer_records ORDER BY id DESC LIMIT 1");
    if (row) response.json(view(row));
    else response.status(404).json({ error: "no records" });
  });

  app.get("/api/records", async (request, response) => {
    const [limit, before] = [Number(request.query.limit ?? 20), Number(request.query.before ?? Number.MAX_SAFE_INTEGER)];
    // query, not execute: the server refuses a prepared LIMIT that is sent as a floating-point number.
    const [rows] = await reads.query("SELECT * FROM peer_records WHERE id < ? ORDER BY id DESC LIMIT ?", [before, limit]);
    response.json({ items: rows.map(view) });
  });

  app.get("/api/records/:id/image", async (request, response) => {
    const [[row]] = await reads.execute("SELECT * FROM peer_records WHERE id = ?", [request.params.id]);
    if (!row) return response.status(404).json({ error: "no such record" });
    const object = await store.getObject(env.STORE_BUCKET, row.object_key);
    response.set({ "Content-Type": row.content_type, "Content-Length": String(row.size_bytes), ETag: `"${row.sha256.toString("hex")}"` });
    object.on("error", () => response.destroy());
    object.pipe(response);
  });

  app.post("/api/upload", upload.single("image"), async (request, response) => {
    const { file, body } = request;
    if (!file || !body.name) return response.status(400).json({ error: "name and image are needed" });
    const row = {
      name: body.name, object_key: `peer/${randomUUID()}`, content_type: file.mimetype, size_bytes: file.size,
      sha256: createHash("sha256").update(file.buffer).digest(), site: env.SITE, node: env.NODE_NAME, created_at: new Date(),
    };
    // Without a Content-Type: this client does not sign it, and not every S3 server takes it unsigned. The row has it.
    await store.putObject(env.STORE_BUCKET, row.object_key, file.buffer, file.size);
    const names = Object.keys(row);
    const [result] = await writes.execute(
      `INSERT INTO peer_records (${names.join()}) VALUES (${names.map(() => "?").join()})`, Object.values(row));
    response.status(201).json(view({ id: result.insertId, ...row }));
  });

  app.listen(Number(env.PORT), "0.0.0.0");
}

if (cluster.isPrimary) {
  const once = await mysql.createConnection({
    host: env.DB_HOST, port: Number(env.DB_WRITE_PORT), user: env.DB_USER, password: env.DB_PASSWORD, database: env.DB_NAME,
    ssl: { rejectUnauthorized: false },
  });
  await once.query(`CREATE TABLE IF NOT EXISTS peer_records (${columns})`);
  await once.end();
  for (let n = 0; n < workers; n++) cluster.fork();
} else {
  serve();
}
