// Runs MoveNet thunder in its original runtime, for `python -m lab.nets.check`:
//   npm install @tensorflow/tfjs@4.22.0 && node movenet_reference.mjs PACKAGE PICTURE.raw OUT.json
// PICTURE.raw: 256 x 256 x 3 bytes, RGB. OUT.json: the 17 key points (y, x, score), and the model's inner maps by name.
import fs from 'node:fs';
import * as tf from '@tensorflow/tfjs';

const [folder, picture, out] = process.argv.slice(2);
const about = JSON.parse(fs.readFileSync(`${folder}/models/movenet-thunder.json`));
const bytes = Buffer.concat(about.weightsManifest.flatMap((group) => group.paths.map((path) => fs.readFileSync(`${folder}/models/${path}`))));
const model = await tf.loadGraphModel(tf.io.fromMemory({
  modelTopology: about.modelTopology,
  weightSpecs: about.weightsManifest.flatMap((group) => group.weights),
  weightData: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
  signature: about.signature,
}));
const input = tf.tensor4d(new Int32Array(fs.readFileSync(picture)), [1, 256, 256, 3], 'int32');
const root = 'StatefulPartitionedCall/';
const wanted = {
  points: 'Identity',
  heatmap: `${root}kpt_heatmap_0/conv2d_5/BiasAdd`,
  fine: `${root}center_net_mobile_net_v2fpn_feature_extractor/model_1/re_lu_2/Relu`,
  block16: `${root}center_net_mobile_net_v2fpn_feature_extractor/model_1/model/block_16_project_BN/FusedBatchNormV3`,
};
const found = {};
for (const [name, node] of Object.entries(wanted)) {
  const tensor = model.execute({ 'input:0': input }, node);
  found[name] = { shape: tensor.shape, data: Array.from(await tensor.data()) };
}
fs.writeFileSync(out, JSON.stringify(found));
